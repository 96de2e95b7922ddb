/// Which samples make up the batches of a series: a pure function of the seed and the series.
package struct BatchOrder {
  package let indices: [Int]
  let batchSize: Int

  /// The samples in their own order, for evaluation.
  package init(sequential count: Int, batchSize: Int) {
    (indices, self.batchSize) = (Array(0..<count), batchSize)
  }

  /// A fresh permutation for every series.
  ///
  /// A last batch of a single sample is left out: batch normalization has no variance to take of it.
  package init(shuffling count: Int, batchSize: Int, seed: UInt64, series: BatchSeries) {
    var random = series.random("shuffle", seed: seed)
    var order = random.permutation(of: count)
    if batchSize > 1, count % batchSize == 1, count > 1 { order.removeLast() }
    (indices, self.batchSize) = (order, batchSize)
  }

  /// The number of batches; the last one may be smaller.
  var count: Int { (indices.count + batchSize - 1) / batchSize }

  package subscript(batch: Int) -> ArraySlice<Int> {
    indices[batch * batchSize..<min((batch + 1) * batchSize, indices.count)]
  }
}
