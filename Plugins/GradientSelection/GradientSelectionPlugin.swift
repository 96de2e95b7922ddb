import WorkbenchCore

/// Adds the rules that choose a direction from the exits' gradients: by their inner products, ``MoDo`` and ``SDMGrad`` by those
/// between batches, ``GradDrop`` by their rows, and ``BoundaryPCGrad`` and ``BoundaryMGDA`` by the two gradients at every exit's features.
public enum GradientSelectionPlugin: Plugin {
  /// Called when the program starts.
  public static func register(in registry: inout Registry) throws {
    try registry.add(MultipleGradientDescent.self)
    try registry.add(PCGrad.self)
    try registry.add(GradVac.self)
    try registry.add(CAGrad.self)
    try registry.add(IMTLG.self)
    try registry.add(ConFIG.self)
    try registry.add(NashMTL.self)
    try registry.add(FairGrad.self)
    try registry.add(AlignedMTL.self)
    try registry.add(UPGrad.self)
    try registry.add(DualProj.self)
    try registry.add(PriorityConstrainedDescent.self)
    try registry.add(MoDo.self)
    try registry.add(SDMGrad.self)
    try registry.add(GradDrop.self)
    try registry.add(BoundaryPCGrad.self)
    try registry.add(BoundaryMGDA.self)
  }
}
