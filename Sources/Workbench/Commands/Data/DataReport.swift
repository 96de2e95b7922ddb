import Downloads

/// Data sets as `--json` prints them.
struct DataReport: Encodable {
  struct Item: Encodable {
    let name: String
    let title: String
    let page: String
    let root: String
    let state: String
    let bytes: Int
    let files: [File]
  }
  struct File: Encodable {
    let path: String
    let bytes: Int
    let digest: String
    let state: String
    let found: String?
  }

  let schema = "workbench.data/1"
  let data: [Item]

  init(_ all: [LocalData]) {
    data = all.map { local in
      let files = local.files.map { file, state in
        File(path: file.path, bytes: file.bytes, digest: "\(file.digest)", state: state.word, found: state.found)
      }
      return Item(
        name: local.data.name, title: local.data.title, page: local.data.page, root: local.root,
        state: local.state.rawValue, bytes: local.data.files.reduce(0) { $0 + $1.bytes }, files: files)
    }
  }
}

extension FileState {
  fileprivate var word: String {
    switch self {
    case .missing: "missing"
    case .sized: "size-as-published"
    case .verified: "as-published"
    case .otherForm: "other-form"
    case .wrongSize: "wrong-size"
    case .wrongDigest: "wrong-digest"
    case .unreadable: "unreadable"
    }
  }

  fileprivate var found: String? {
    switch self {
    case .missing, .sized, .verified, .otherForm: nil
    case .wrongSize(let bytes, _): "\(bytes)"
    case .wrongDigest(let digest): digest
    case .unreadable(let reason): reason
    }
  }
}
