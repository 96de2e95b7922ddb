/// What the files of a run hold.
extension RunDirectory {
  /// All metrics, in the order in which they were measured; a last line that a killed process did not finish is left out.
  package func readMetrics() -> [Metric] { MetricsLog.read(self) }

  /// What the run was computed with.
  package func readEnvironment() throws(FileError) -> Environment {
    try JSONFile.read(Environment.self, from: environment)
  }

  /// What the run learnt from.
  package func readDataProvenance() throws(FileError) -> DataProvenance {
    try JSONFile.read(DataProvenance.self, from: data)
  }

  /// The pictures of feature maps that were drawn; none where the index cannot be read.
  package func readFeatureIndex() -> [FeatureRecorder.Entry] {
    (try? JSONFile.read([FeatureRecorder.Entry].self, from: features + "/index.json")) ?? []
  }
}
