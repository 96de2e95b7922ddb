import Synchronization
import WorkbenchCore

/// The plugins that the executable was linked with.
enum LinkedComponents {
  /// Set once, before any command runs: the argument parser makes the commands itself, so they cannot be handed it.
  static let plugins = Mutex<[any Plugin.Type]>([])
}
