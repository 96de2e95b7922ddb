import Files
import Foundation
import Testing
import WorkbenchCore

@testable import Evaluation
@testable import Recipes
@testable import RunFiles
@testable import Sessions
@testable import Timing
@testable import Training

@Suite struct BatchOrderTests {
  @Test(arguments: [(10, 3), (8, 4), (1, 4), (5, 1), (97, 32)])
  func `an epoch takes every sample once`(count: Int, batchSize: Int) {
    let order = BatchOrder(shuffling: count, batchSize: batchSize, seed: 1, series: BatchSeries(epoch: 0))
    let taken = (0..<order.count).flatMap { order[$0] }
    #expect(Set(taken).count == taken.count)
    let isTailLeftOut = batchSize > 1 && count > 1 && count % batchSize == 1
    #expect(taken.count == (isTailLeftOut ? count - 1 : count))
    #expect(taken.allSatisfy { (0..<count).contains($0) })
  }

  @Test func `the order is a function of seed and epoch alone`() {
    func order(_ seed: UInt64, _ epoch: Int) -> [Int] {
      BatchOrder(shuffling: 50, batchSize: 8, seed: seed, series: BatchSeries(epoch: epoch)).indices
    }
    #expect(order(1, 3) == order(1, 3))
    #expect(order(1, 3) != order(1, 4))
    #expect(order(1, 3) != order(2, 3))
    #expect(order(1, 0) != Array(0..<50))
  }

  @Test func `a last batch of a single sample is left out, of two it is not`() {
    let nine = BatchOrder(shuffling: 9, batchSize: 4, seed: 1, series: BatchSeries(epoch: 0))
    #expect((0..<nine.count).map { nine[$0].count } == [4, 4])
    let ten = BatchOrder(shuffling: 10, batchSize: 4, seed: 1, series: BatchSeries(epoch: 0))
    #expect((0..<ten.count).map { ten[$0].count } == [4, 4, 2])
    let sequential = BatchOrder(sequential: 9, batchSize: 4)
    #expect((0..<sequential.count).map { Array(sequential[$0]) } == [[0, 1, 2, 3], [4, 5, 6, 7], [8]])
  }

  @Test func `every sample is about as often in the first batch`() {
    var hits = [Int](repeating: 0, count: 4)
    for epoch in 0..<4000 {
      hits[BatchOrder(shuffling: 4, batchSize: 1, seed: 7, series: BatchSeries(epoch: epoch)).indices[0]] += 1
    }
    // A fair draw has a standard deviation of 27.
    #expect(hits.allSatisfy { abs($0 - 1000) < 140 }, "\(hits)")
  }
}

@Suite struct BatchAssemblerTests {
  @Test func `bytes are normalized by the constants of their channel`() throws {
    let batch = try BatchAssembler(Numbers(samples: 10), split: .train, seed: 1).batch(
      [3, 0], in: BatchSeries(epoch: 0))
    // Sample 3 has the bytes 30, 31 and 32, 33; the second channel has mean 0.5 and deviation 0.25.
    let expected: [Float] = [
      30.0 / 255, 31.0 / 255, (32.0 / 255 - 0.5) / 0.25, (33.0 / 255 - 0.5) / 0.25,
      0, 1.0 / 255, (2.0 / 255 - 0.5) / 0.25, (3.0 / 255 - 0.5) / 0.25,
    ]
    #expect(zip(batch.pixels, expected).allSatisfy { abs($0 - $1) < 1e-6 })
    #expect(batch.pixels.count == 8)
    #expect(batch.labels == [1, 0])
  }

  @Test func `a transform depends on seed, epoch and sample, not on the batch around it`() throws {
    func pixels(of indices: [Int], epoch: Int, seed: UInt64) throws -> [Float] {
      try BatchAssembler(Numbers(samples: 10), split: .train, transforms: [Jitter()], seed: seed)
        .batch(indices, in: BatchSeries(epoch: epoch)).pixels
    }
    let alone = try pixels(of: [5], epoch: 2, seed: 1)
    #expect(try Array(pixels(of: [1, 2, 5], epoch: 2, seed: 1).suffix(4)) == alone)
    let others = try (0..<8).map { try pixels(of: [5], epoch: 3 + $0, seed: 1) }
    #expect(others.contains { $0 != alone })
    #expect(try (0..<8).map { try pixels(of: [5], epoch: 2, seed: 2 + UInt64($0)) }.contains { $0 != alone })
  }

  @Test(arguments: [1, 2, 3, 16])
  func `pictures are the same however many threads read them`(readers: Int) throws {
    let series = BatchSeries(epoch: 2)
    let expected = try BatchAssembler(Numbers(samples: 200), split: .train, transforms: [Jitter()], seed: 1)
      .batch(0..<200, in: series)
    let found = try BatchAssembler(
      NumberPictures(samples: 200), split: .train, transforms: [Jitter()], seed: 1, readers: readers
    ).batch(0..<200, in: series)
    #expect(found.pixels == expected.pixels)
    #expect(found.labels == expected.labels)
  }

  @Test(arguments: [1, 4])
  func `of several pictures that cannot be read, the first is named`(readers: Int) throws {
    let assembler = BatchAssembler(
      NumberPictures(samples: 200, broken: [7, 30, 31, 150]), split: .train, seed: 1, readers: readers)
    for _ in 0..<20 {
      #expect(throws: DataError(path: "numbers", reason: "sample 30 is broken", hint: "mend it")) {
        try assembler.batch(20..<200, in: BatchSeries(epoch: 0))
      }
    }
  }

  @Test func `a first transform chooses a part of the whole picture, and of what is no picture it changes the sample`()
    throws
  {
    let cut = try BatchAssembler(NumberPictures(samples: 10), split: .train, transforms: [OnePixel()], seed: 1)
      .batch(0..<10, in: BatchSeries(epoch: 0)).pixels
    let random = BatchSeries(epoch: 0).random("augmentation", seed: 1)
    for sample in 0..<10 {
      var own = random.stream(of: sample)
      let region = OnePixel().region(width: 100, height: 50, random: &own)
      #expect(abs(cut[4 * sample] * 255 - Float(region.x)) < 1e-3)
      #expect(abs(cut[4 * sample + 1] * 255 - Float(region.y)) < 1e-3)
    }
    let whole = try BatchAssembler(Numbers(samples: 10), split: .train, transforms: [OnePixel()], seed: 1)
      .batch(0..<10, in: BatchSeries(epoch: 0)).pixels
    #expect((0..<10).allSatisfy { whole[4 * $0] == 1 })
  }
}

@Suite struct BatchSeriesTests {
  @Test func `every phase and every extra batch has an order of its own`() {
    let series = [(0, 0), (1, 0), (0, 1), (1, 1), (0, 2)].map { BatchSeries(epoch: 3, phase: $0, extra: $1) }
    let orders = series.map { BatchOrder(shuffling: 50, batchSize: 8, seed: 1, series: $0).indices }
    #expect(Set(orders).count == orders.count)
    #expect(orders.allSatisfy { $0.sorted() == Array(0..<50) })
    let again = series.map { BatchOrder(shuffling: 50, batchSize: 8, seed: 1, series: $0).indices }
    #expect(again == orders)
  }
}

@Suite struct BatchLoaderTests {
  private func classes(start: Int, ahead: Int = 3, samples: Int = 10, broken: Int? = nil) throws -> [[Float]] {
    let dataset = Numbers(samples: samples, broken: broken)
    let series = BatchSeries(epoch: 4)
    let loader = BatchLoader(
      BatchAssembler(dataset, split: .train, transforms: [Jitter()], seed: 1),
      order: BatchOrder(shuffling: samples, batchSize: 3, seed: 1, series: series), series: series, start: start,
      ahead: ahead, shape: dataset.shape, device: .cpu, type: .float32)
    var batches: [[Float]] = []
    while let batch = try loader.next() { batches.append(try batch.images.elements(as: Float.self)) }
    return batches
  }

  @Test func `an epoch that begins in the middle has the batches that were left`() throws {
    let whole = try classes(start: 0, samples: 11)
    #expect(whole.map(\.count) == [12, 12, 12, 8])
    for start in 0...4 { #expect(try classes(start: start, samples: 11) == Array(whole.dropFirst(start))) }
    #expect(try classes(start: 0, ahead: 1, samples: 11) == whole)
  }

  @Test func `images are [N, C, H, W] and labels belong to them`() throws {
    let dataset = Numbers(samples: 4)
    let loader = BatchLoader(
      BatchAssembler(dataset, split: .train, seed: 1), order: BatchOrder(sequential: 4, batchSize: 4),
      series: BatchSeries(epoch: 0), shape: dataset.shape, device: .cpu, type: .float64)
    let batch = try #require(try loader.next())
    #expect(batch.images.shape == [4, 2, 1, 2])
    #expect(batch.images.type == .float64)
    #expect(batch.classes == [0, 1, 0, 1])
    for _ in 0..<2 { #expect(try loader.next().map(\.classes) == nil) }
  }

  @Test func `an error of the data set reaches the training thread`() throws {
    #expect(throws: DataError(path: "numbers", reason: "sample 2 is broken", hint: "mend it")) {
      try classes(start: 0, broken: 2)
    }
  }
}

@Suite struct BoundedQueueTests {
  @Test func `elements come out in order, however little room there is`() {
    let queue = BoundedQueue<Int>(capacity: 1)
    Thread.detachNewThread { for number in 0..<100 { _ = queue.append(number) } }
    #expect((0..<100).map { _ in queue.next() } == Array(0..<100))
  }

  @Test func `closing lets a producer go that waits for room`() {
    let queue = BoundedQueue<Int>(capacity: 2)
    let ended = DispatchSemaphore(value: 0)
    let appended = BoundedQueue<Int>(capacity: 1)
    Thread.detachNewThread {
      var count = 0
      while queue.append(count) { count += 1 }
      _ = appended.append(count)
      ended.signal()
    }
    #expect(queue.next() == 0)
    queue.close()
    #expect(ended.wait(timeout: .now() + 60) == .success)
    #expect((1...3).contains(appended.next()))
  }
}
