import RunFiles

extension RunDirectory {
  /// Checks that an experiment sees the data that the run was trained on; a run without a record of them is let through.
  ///
  /// - Throws: ``DataChanged`` with everything that is different.
  package func checkData(of experiment: Experiment) throws {
    guard let recorded = try? readDataProvenance() else { return }
    let differences = recorded.differences(from: DataProvenance(experiment.dataset))
    guard differences.isEmpty else { throw DataChanged(id: id, differences: differences) }
  }
}
