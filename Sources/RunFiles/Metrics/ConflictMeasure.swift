/// A measure of conflict that is one number for a scope, under its name in the metrics.
package enum ConflictMeasure: String, CaseIterable {
  case rate
  case meanCosine = "mean-cosine"
  case magnitudeSimilarity = "magnitude-similarity"
  case cancellation
  case conditionNumber = "condition-number"
}
