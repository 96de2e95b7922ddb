import Foundation
import Testing

/// `workbench data`, without a network: what it says of folders on the disk, and of servers that are not there.
@Suite struct DataTests {
  /// Variables with which nothing is found and nobody is reached.
  private static let alone = [
    "WORKBENCH_MIRRORS": "", "XDG_CONFIG_HOME": "/nowhere", "http_proxy": "http://127.0.0.1:1",
    "https_proxy": "http://127.0.0.1:1", "no_proxy": "", "NO_PROXY": "",
  ]

  private func data(_ arguments: String..., environment: [String: String] = [:]) throws -> Program.Ending {
    try Running(["data"] + arguments, environment: Self.alone.merging(environment) { $1 }).ending()
  }

  // MARK: Looking

  @Test func `what is published is listed with how to get it`() throws {
    let folder = try TemporaryFolder()
    let ending = try data("list", "--in", folder.path)
    #expect(ending.status == 0)
    #expect(
      ending.output == """
        data set       state       size  where, or how to get it
        cifar10        missing   184 MB  workbench data get cifar10
        cifar100       missing   184 MB  workbench data get cifar100
        fashion-mnist  missing  30.9 MB  workbench data get fashion-mnist
        imagenet       missing           workbench data get imagenet
        kmnist         missing  21.2 MB  workbench data get kmnist
        mnist          missing  11.6 MB  workbench data get mnist

        """)
  }

  @Test func `files that are wrong are named with what is wrong`() throws {
    let folder = try TemporaryFolder()
    for (name, bytes) in [("t10k-labels-idx1-ubyte.gz", 4542), ("t10k-images-idx3-ubyte.gz", 100)] {
      try Data(count: bytes).write(to: URL(filePath: "\(folder.path)/\(name)"))
    }
    try Data(count: 60_008).write(to: URL(filePath: "\(folder.path)/train-labels-idx1-ubyte"))
    let ending = try data("verify", "mnist", "--in", folder.path)
    #expect(ending.status == 65)
    let zeros = "MD5 d401044500d81a34642c954776e8327f"
    #expect(
      ending.output.replacing(folder.path, with: "DATA") == """
        mnist in DATA: damaged
          train-images-idx3-ubyte.gz  missing
          train-labels-idx1-ubyte.gz  there as train-labels-idx1-ubyte, of the right size; no digest of that is published
          t10k-images-idx3-ubyte.gz   WRONG SIZE: 100 bytes instead of 1648877
          t10k-labels-idx1-ubyte.gz   WRONG CONTENTS: \(zeros), published is MD5 ec29112dd5afa0611ce80d1b7f02629c
          mend it: workbench data get mnist --to DATA

        """)
    let list = try data("list", "--in", folder.path).output
    #expect(list.contains("mnist          damaged  11.6 MB  \(folder.path); workbench data verify mnist\n"))
    let json = try JSON.object(try data("verify", "mnist", "--in", folder.path, "--json").output)
    let item = try #require((json["data"] as? [[String: Any]])?.first)
    #expect(item["state"] as? String == "damaged")
    let files = try #require(item["files"] as? [[String: Any]])
    #expect(files.map { $0["state"] as? String } == ["missing", "other-form", "wrong-size", "wrong-digest"])
  }

  @Test func `a data set that is named and missing ends with 66, and nothing at all with 0`() throws {
    let folder = try TemporaryFolder()
    #expect(try data("verify", "cifar10", "--in", folder.path).status == 66)
    let ending = try data("verify", "--in", folder.path)
    #expect(ending.status == 0)
    #expect(ending.output == "no published data set is on the disk; fetch one: workbench data get cifar100\n")
  }

  @Test func `a recipe says where to look`() throws {
    let ending = try data("list", "--recipe", "paper/msdnet-imagenet-sum")
    #expect(ending.output.split(separator: "\n").dropFirst().map { $0.prefix(8) } == ["imagenet"])
    let generated = try data("list", "--recipe", "dfs-msdnet")
    #expect(generated.status == 64)
    #expect(
      generated.errors.contains("the data set 'shapes' of Recipes/dfs-msdnet.yaml is generated, and reads no files"))
  }

  // MARK: Getting

  @Test func `a name that nobody published, and a mirror that is none, are mistakes of the command line`() throws {
    let unknown = try data("get", "cifar-100")
    #expect(unknown.status == 64)
    #expect(
      unknown.errors == """
        error: there is no published data set 'cifar-100'; did you mean 'cifar100'?
          there are cifar10, cifar100, fashion-mnist, imagenet, kmnist, mnist

        """)
    let mirror = try data("get", "mnist", "--mirror", "/mnt/data")
    #expect(mirror.status == 64)
    #expect(mirror.errors.contains("--mirror: '/mnt/data' is no mirror; give the http or https address of a folder"))
  }

  @Test func `ImageNet says what to do`() throws {
    let ending = try data("get", "imagenet", "--to", "/data/imagenet")
    #expect(ending.status == 66)
    #expect(
      ending.errors.hasPrefix(
        "error: ImageNet (ILSVRC 2012) cannot be fetched for you; what to do:\n  1. ask for access"))
    #expect(ending.errors.contains("/data/imagenet/train/n01440764"))
  }

  @Test func `where no server answers, each is named, and nothing is left`() throws {
    let folder = try TemporaryFolder()
    let root = folder.path + "/mnist"
    let ending = try data("get", "mnist", "--to", root, "--mirror", "http://127.0.0.1:1/lab")
    #expect(ending.status == 69)
    #expect(ending.output == "")
    #expect(
      ending.errors.contains(
        "\nerror: train-images-idx3-ubyte.gz could not be downloaded\n  http://127.0.0.1:1/lab/mnist/"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: root) == [])
  }

  @Test func `without curl there is nothing to download with`() throws {
    let folder = try TemporaryFolder()
    let ending = try data("get", "mnist", "--to", folder.path, environment: ["PATH": folder.path])
    #expect(ending.status == 69)
    #expect(
      ending.errors == """
        error: there is no curl on PATH to download with
          install it, such as with: apt-get install curl

        """)
  }

  /// A limit on the size of files fails a write as a full disk does.
  @Test func `a disk that is full ends with 74, and what came is gone on with`() throws {
    let folder = try TemporaryFolder()
    let served = "\(folder.path)/served/mnist"
    try FileManager.default.createDirectory(atPath: served, withIntermediateDirectories: true)
    try Data(count: 9_912_422).write(to: URL(filePath: "\(served)/train-images-idx3-ubyte.gz"))
    let server = try Server(of: "\(folder.path)/served")
    let root = "\(folder.path)/root"
    let command = "data get mnist --to '\(root)' --mirror \(server.address)/whole"
    let variables = Self.alone.merging(["no_proxy": "127.0.0.1"]) { $1 }.map { "\($0)='\($1)'" }.joined(separator: " ")

    let full = try Program.shell("trap '' XFSZ; ulimit -f 36; exec env \(variables) \"$WORKBENCH\" \(command)")
    #expect(full.status == 74)
    let part = "\(root)/train-images-idx3-ubyte.gz.part"
    #expect(full.errors.hasSuffix("error: \(part): File too large\n"), "\(full.errors)")
    #expect(try Data(contentsOf: URL(filePath: part)).count == 36 * 512)

    // The rest comes, and is not what was published; the publisher cannot be reached.
    let other = try Program.shell("exec env \(variables) \"$WORKBENCH\" \(command)")
    #expect(other.status == 69)
    #expect(other.errors.contains("/whole/mnist/train-images-idx3-ubyte.gz: has a file with MD5 "))
    #expect(try FileManager.default.contentsOfDirectory(atPath: root) == [])
  }

  // MARK: Training

  @Test func `a run whose data set is missing names the line that fetches it, and does not do it`() throws {
    let runs = try RunsFolder()
    let root = runs.path + "/nowhere"
    let ending = try Program.run("run", "paper/msdnet-cifar100-dfs", "data.root=\(root)", "--into", runs.path)
    #expect(ending.status == 66)
    #expect(
      ending.errors == """
        error: \(root): there is no such folder; get cifar-100-binary.tar.gz from \
        https://www.cs.toronto.edu/~kriz/cifar.html and extract it
          or type: workbench data get cifar100 --to \(root)

        """)
    let several = try Program.run("run", "smoke/sum", "data={name: idx, root: \(root)}", "--into", runs.path)
    #expect(several.status == 66)
    #expect(
      several.errors.hasSuffix(
        "\n  or type: workbench data get NAME --to \(root), where NAME is one of mnist, fashion-mnist, kmnist\n"))
    #expect(runs.all.isEmpty)
  }
}

/// The server of DownloadsTests; gone with the value.
private final class Server {
  let address: String
  private let process = Process()
  private let input = Pipe()

  init(of folder: String) throws {
    let output = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", Program.project + "/Tests/DownloadsTests/Scripts/serve.py", folder]
    process.standardInput = input
    process.standardOutput = output
    // Whatever other tests start meanwhile must not hold the ends.
    for end in [
      input.fileHandleForReading, input.fileHandleForWriting, output.fileHandleForReading, output.fileHandleForWriting,
    ] {
      _ = fcntl(end.fileDescriptor, F_SETFD, FD_CLOEXEC)
    }
    try process.run()
    let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    address = "http://127.0.0.1:\(try #require(Int(line.prefix { $0 != "\n" }), "the server did not start: \(line)"))"
  }

  deinit {
    // Not SIGTERM: a process that is started on a thread of the tests' pool inherits that thread's blocked signals.
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }
}
