import ArgumentParser
import Comparison
import Downloads
import Evaluation
import Export
import Files
import Recipes
import RunFiles
import Sessions
import Sweeps
import Training
import Visualisation
import WorkbenchCore

/// A command line that is wrong, as shows only once what it names has been read.
struct UsageError: Error, CustomStringConvertible, Equatable {
  let description: String

  init(_ description: String) { self.description = description }
}

/// How the program ends, after BSD's sysexits.
enum ExitStatus: Int32 {
  case runFailed = 1
  case usage = 64
  case badInput = 65
  case missingInput = 66
  case unavailable = 69
  case internalError = 70
  case cannotCreate = 73
  case inputOutput = 74
  case timeLimit = 75
  case interrupted = 130
  case terminated = 143

  /// Whether the error is not one of the argument parser's, which ends the program itself.
  static func isOurs(_ error: any Error) -> Bool {
    !(error is CleanExit || error is ExitCode || error is ValidationError)
      && !String(reflecting: type(of: error)).hasPrefix("ArgumentParser.")
  }

  init(of error: any Error) {
    switch error {
    case is UsageError: self = .usage
    case is RecipeError, is RunOfOtherVersion, is WeightsMismatch, is CheckpointDamaged: self = .badInput
    case is ModelError, is TorchError, is ThreadsError, is ImagesError: self = .badInput
    case is DataChanged, is ExportError, is VisualisationError, is PolicyNotFitted: self = .badInput
    case let error as DataError: self = error.isMissing ? .missingInput : .badInput
    case let error as DownloadError: self = ExitStatus(of: error.kind)
    case is RecipeNotFound, is RunNotFound, is CheckpointNotFound, is NoPictures: self = .missingInput
    case is NoRunMatches, is NothingToCompare, is NoSuchBaseline, is NeitherRunNorRecipe: self = .missingInput
    case is DeviceError: self = .unavailable
    case is RunBusy, is CannotCreate, is CannotWritePlugin: self = .cannotCreate
    case is FileError: self = .inputOutput
    case let refused as MemberRefused: self = ExitStatus(of: refused.cause)
    case let failed as RunFailed:
      if let file = failed.cause as? FileError {
        self = ExitStatus(of: file)
      } else {
        self = .runFailed
      }
    default: self = .internalError
    }
  }

  private init(of kind: DownloadError.Kind) {
    switch kind {
    case .unavailable: self = .unavailable
    case .damaged: self = .badInput
    case .busy: self = .cannotCreate
    case .byHand: self = .missingInput
    }
  }
}
