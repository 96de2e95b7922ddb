/// What the samples of a data set are used for.
///
/// Selection of a checkpoint looks at `validation`, thresholds of exit policies are fitted on `calibration`, and `test` is
/// read once, at the end.
public enum Split: String, Sendable, CaseIterable, Codable { case train, validation, calibration, test }
