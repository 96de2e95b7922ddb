import Foundation
import Testing

/// What the program says to mistakes: whole texts, with the exit status.
@Suite struct MessageTests {
  /// A folder in which the program finds recipes of its own.
  private func folder(_ recipes: [String: String]) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(atPath: folder.path + "/Recipes", withIntermediateDirectories: true)
    for (name, text) in recipes { try folder.write(text, to: "Recipes/\(name).yaml") }
    return folder
  }

  /// A recipe of seconds with one line more.
  private func recipe(
    _ line: String, data: String = "{name: shapes, classes: 2, train: 32, validation: 32, calibration: 32, test: 32}"
  ) -> String {
    """
    schema: 1
    name: tiny
    data: \(data)
    backbone: {name: msdnet, blocks: 2, base: 1, step: 1, channels: 4, growth: 4, scales: [1, 2], bottleneck: [1, 2]}
    heads: {name: msdnet-classifier, channels: 8}
    strategy: sum
    train: {epochs: 1, batch-size: 16}
    \(line)
    """
  }

  @Test func `two owners of one boundary are refused with the line of the second`() throws {
    let text = recipe("").replacing("strategy: sum", with: "strategy: [ge, boundary-pcgrad]")
    let folder = try folder(["owners": text])
    let ending = try Program.run("run", "owners", in: folder.path)
    #expect(ending.status == 65)
    #expect(
      ending.errors == """
        Recipes/owners.yaml: 1 problem, nothing was started

          Recipes/owners.yaml:6:16: strategies 'ge' and 'boundary-pcgrad' both decide what passes between blocks and exits: list one of them
               6 | strategy: [ge, boundary-pcgrad]
                 |                ^^^^^^^^^^^^^^^

        """)
  }

  @Test func `a combination that means nothing to the strategy is refused with its line`() throws {
    let folder = try folder(["sum": recipe("combination: {every: 4}")])
    let ending = try Program.run("run", "sum", in: folder.path)
    #expect(ending.status == 65)
    #expect(
      ending.errors == """
        Recipes/sum.yaml: 1 problem, nothing was started

          Recipes/sum.yaml:8:22: a plain sum chooses no weights that 'every' could hold
               8 | combination: {every: 4}
                 |                      ^

        """)
  }

  @Test func `boundary rules refuse micro-batches with their line`() throws {
    let text = recipe("").replacing("strategy: sum", with: "strategy: boundary-mgda")
      .replacing("batch-size: 16", with: "batch-size: 16, micro-batch: 8")
    let folder = try folder(["parts": text])
    let ending = try Program.run("run", "parts", in: folder.path)
    #expect(ending.status == 65)
    #expect(
      ending.errors.hasPrefix(
        """
        Recipes/parts.yaml: 1 problem, nothing was started

          Recipes/parts.yaml:7:49: what meets at a boundary is merged over a whole batch, which 'micro-batch' never holds
        """))
  }

  @Test func `every problem of a recipe is told at once, and nothing starts`() throws {
    let folder = try folder([
      "wrong": """
      schema: 1
      name: wrong
      data: {name: shapes, clases: 4}
      backbone: {name: msdnett}
      heads: msdnet-classifier
      strategy: {name: sum, beta: 0.5}
      train: {epochs: many}
      recrod: {}
      """
    ])
    let ending = try Program.run("run", "wrong", "train.batch-size=0", in: folder.path)
    #expect(ending.status == 65)
    #expect(ending.output.isEmpty)
    #expect(
      ending.errors == """
        Recipes/wrong.yaml: 6 problems, nothing was started

          Recipes/wrong.yaml:3:22: unknown key 'clases' of data set 'shapes'
               3 | data: {name: shapes, clases: 4}
                 |                      ^^^^^^ did you mean 'classes'?
          Recipes/wrong.yaml:4:18: unknown backbone 'msdnett'
               4 | backbone: {name: msdnett}
                 |                  ^^^^^^^
                 | did you mean 'msdnet'? known backbones: msdnet, resnet, vgg, vit
          Recipes/wrong.yaml:6:23: 'beta' belongs to strategies 'dfs', 'gradvac', 'pcd'; this recipe uses 'sum' (line 6)
               6 | strategy: {name: sum, beta: 0.5}
                 |                       ^^^^
          Recipes/wrong.yaml:7:17: 'epochs' must be a whole number between 1 and 100000, found 'many'
               7 | train: {epochs: many}
                 |                 ^^^^ default 12
          Recipes/wrong.yaml:8:1: unknown key 'recrod'
               8 | recrod: {}
                 | ^^^^^^ did you mean 'record'?
          command line #1: 'batch-size' must be between 1 and 1048576, found 0
                 | train.batch-size=0
                 |                  ^ default 64

        """)
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/runs"))
  }

  @Test func `an unknown recipe is answered with those that there are`() throws {
    let folder = try folder(["one": recipe("")])
    let ending = try Program.run("run", "three", in: folder.path)
    #expect(ending.status == 66)
    #expect(
      ending.errors == """
        error: there is no recipe 'three'
          Recipes holds one

        """)
  }

  @Test(arguments: [
    (
      "msdnet-cifar100-dsf",
      """
        did you mean 'paper/fair/msdnet-cifar100-dfs', 'paper/msdnet-cifar100-dfs' or
        'paper/fair/msdnet-cifar100-ge'?
      """
    ),
    (
      "pcgrad",
      """
        did you mean 'pcgrad-msdnet', 'paper/msdnet-cifar100-pcgrad' or
        'paper/msdnet-imagenet-pcgrad'?
      """
    ),
    ("sum-msdnt", "  did you mean 'sum-msdnet'?"),
  ])
  func `an unknown recipe among many is answered with what may have been meant`(name: String, guess: String) throws {
    let listed = try JSON.object(Program.run("list", "recipes", "--json").output)["recipes"] as? [Any]
    let ending = try Program.run("run", name)
    #expect(ending.status == 66)
    #expect(
      ending.errors == """
        error: there is no recipe '\(name)'
        \(guess)
          'workbench list recipes' shows all \(listed?.count ?? 0)

        """)
  }

  @Test func `recipes lie behind a link, too`() throws {
    let folder = try folder(["one": recipe("")])
    let other = try TemporaryFolder()
    try FileManager.default.createSymbolicLink(
      atPath: other.path + "/Recipes", withDestinationPath: folder.path + "/Recipes")
    let ending = try Program.run("explain", "one", "--yaml", in: other.path)
    #expect(ending.status == 0, "\(ending.errors)")
    #expect(ending.output.contains("\nname: tiny\n"))
  }

  @Test func `hints keep to 80 columns`() throws {
    let ending = try Program.run("run", "smoke/sum", "strategy=xyz", "backbone=abc")
    #expect(ending.errors.split(separator: "\n").filter { $0.count > 80 } == [])
    #expect(ending.errors.contains("known strategies: aligned-mtl, "))
  }

  @Test(arguments: [
    (
      ["runn", "dfs-msdnet"],
      "there is no command 'workbench runn'; did you mean 'run'?\n  'workbench --help' shows all\n"
    ),
    (
      ["help", "efficency"],
      "there is no command 'workbench efficency'; did you mean 'efficiency'?\n  'workbench --help' shows all\n"
    ),
    (
      ["data", "gt"],
      "there is no command 'workbench data gt'; did you mean 'get'?\n  'workbench data --help' shows all\n"
    ),
    (["frobnicate"], "there is no command 'workbench frobnicate'\n  'workbench --help' shows all\n"),
    (
      ["data", "get", "cifar"],
      """
      there is no published data set 'cifar'
        there are cifar10, cifar100, fashion-mnist, imagenet, kmnist, mnist

      """
    ),
    (
      ["data", "get", "mnits"],
      """
      there is no published data set 'mnits'; did you mean 'mnist'?
        there are cifar10, cifar100, fashion-mnist, imagenet, kmnist, mnist

      """
    ),
    (["explain", "smoke/sum", "seed=1,2", "--yaml"], "--yaml prints one recipe, and this is a sweep of 2\n"),
    (
      ["data", "list", "--recipe", "dfs-msdnet"],
      "the data set 'shapes' of Recipes/dfs-msdnet.yaml is generated, and reads no files\n"
    ),
  ])
  func `what a command line names and is not there is a usage error`(arguments: [String], message: String) throws {
    let ending = try Running(arguments).ending()
    #expect(ending.status == 64)
    #expect(ending.errors == "error: \(message)")
    #expect(ending.output.isEmpty)
  }

  @Test func `an unknown run is answered with the latest ones`() throws {
    let run = try FinishedRun.of("smoke/sum")
    let ending = try Program.run("show", "nosuch", "--into", run.runs.path)
    #expect(ending.status == 66)
    #expect(
      ending.errors == """
        error: there is no run 'nosuch' in \(run.runs.path); the latest are
          \(run.folder.id)

        """)
  }

  @Test func `an unknown checkpoint is answered with those of the run`() throws {
    let run = try FinishedRun.of("smoke/sum")
    let ending = try Program.run("eval", "@last:step-7", "--into", run.runs.path)
    #expect(ending.status == 66)
    #expect(
      ending.errors == """
        error: \(run.folder.id) has no checkpoint 'step-7'
          it has best, last, step-00000006, step-00000003

        """)
  }

  @Test func `a run without runs says how to begin`() throws {
    let folder = try folder([:])
    let ending = try Program.run("resume", "@last", in: folder.path)
    #expect(ending.status == 66)
    #expect(
      ending.errors == """
        error: there is no run '@last': runs holds none
          start one: workbench run dfs-msdnet

        """)
  }

  @Test func `a device that the machine lacks is not replaced silently`() throws {
    let runs = try RunsFolder()
    let ending = try Program.run(
      "run", "smoke/sum", "train.device=cuda", "--into", runs.path, environment: ["CUDA_VISIBLE_DEVICES": ""])
    #expect(ending.status == 69)
    #expect(
      ending.errors == """
        error: train.device is 'cuda', but this libtorch finds no CUDA device
          use train.device=cpu, or a libtorch with CUDA (LIBTORCH)

        """)
    #expect(runs.all.isEmpty)
  }

  @Test(arguments: [
    (["run"], "Missing expected argument '<recipe>'"),
    (["run", "smoke/sum", "--frobnicate"], "Unknown option '--frobnicate'"),
    (["visualise", "@last", "--images", "x"], "--images takes numbers of test images such as 0,3,17, not 'x'"),
    (["visualise", "@last", "--epochs", "x"], "--epochs takes numbers of epochs such as 1,6,12, or all, not 'x'"),
    (
      ["visualise", "@last", "--what", "x"],
      "--what takes some of features, exits, partition, conflict, gallery, not 'x'"
    ),
    (["data", "get", "mnist", "--mirror", "x"], "--mirror: 'x' is no mirror; "),
  ])
  func `a wrong call is a usage error of its command`(arguments: [String], message: String) throws {
    let ending = try Running(arguments).ending()
    #expect(ending.status == 64)
    #expect(ending.errors.hasPrefix("error: \(message)"), "\(ending.errors)")
    #expect(ending.errors.contains("\nUsage: workbench \(arguments[0]) "), "\(ending.errors)")
    #expect(ending.output.isEmpty)
  }

  @Test func `a folder without the CIFAR files says where they are`() throws {
    let folder = try folder(["cifar": recipe("", data: "{name: cifar10, root: photographs}")])
    let ending = try Program.run("run", "cifar", in: folder.path)
    #expect(ending.status == 66)
    #expect(
      ending.errors.replacing(folder.path, with: "") == """
        error: /Recipes/photographs: there is no such folder; get cifar-10-binary.tar.gz from \
        https://www.cs.toronto.edu/~kriz/cifar.html and extract it
          or type: workbench data get cifar10 --to /Recipes/photographs

        """)
  }

  @Test func `the last exit stands after the last block`() throws {
    let folder = try folder(["tiny": recipe("exits: [1]")])
    let ending = try Program.run("run", "tiny", in: folder.path)
    #expect(ending.status == 65)
    #expect(
      ending.errors == """
        Recipes/tiny.yaml: 1 problem, nothing was started

          Recipes/tiny.yaml:8:8: 'exits' must end with the last block of backbone 'msdnet', which is 2, found [1]
               8 | exits: [1]
                 |        ^^^ such as exits: [1, 2]

        """)
  }

  @Test func `a batch larger than the data is taken and said`() throws {
    let folder = try folder(["tiny": recipe("record: {features: {images: 0}}")])
    let ending = try Program.run("run", "tiny", "train.batch-size=1000", in: folder.path)
    #expect(ending.status == 0)
    #expect(
      ending.errors.contains(
        "note: train.batch-size is 1000, but there are 32 training samples: an epoch is one step\n"))
    #expect(ending.errors.contains("  train  1 epoch × 1 step of 1000 images\n"))
    let one = try Program.run("run", "tiny", "data.train=1", in: folder.path)
    #expect(
      one.errors.contains("note: train.batch-size is 16, but there is 1 training sample: an epoch is one step\n"))
  }

  @Test(arguments: ["0", "-1", "5000", "99999999999", "two"])
  func `a number of threads that cannot be is refused before anything computes`(value: String) throws {
    let ending = try Program.run("explain", "smoke/sum", environment: ["OMP_NUM_THREADS": value])
    #expect(ending.status == 65)
    // libgomp complains too, in its own words.
    #expect(
      ending.errors.hasSuffix("error: OMP_NUM_THREADS is '\(value)', but must be a whole number from 1 to 1024\n"))
  }

  @Test func `a model too large for any machine is refused before memory is taken`() throws {
    let ending = try Program.run("explain", "smoke/sum", "heads.channels=65536")
    #expect(ending.status == 65)
    #expect(ending.errors == "error: the model has more than 1000000000 numbers: make it smaller\n")
  }

  @Test func `a rehearsal notices weights that do not fit`() throws {
    let runs = try RunsFolder()
    #expect(try Program.run("run", "smoke/sum", "--into", runs.path, "train.epochs=1").status == 0)
    let ending = try Program.run(
      "run", "smoke/sum", "backbone.blocks=3", "--from", runs.only().path, "--dry-run", "--into", runs.path)
    #expect(ending.status == 65)
    #expect(ending.errors.contains("do not fit this network"))
  }

  @Test(arguments: ["", "999", "0,999"]) func `images that are not there are refused`(images: String) throws {
    let runs = try RunsFolder()
    #expect(try Program.run("run", "smoke/sum", "--into", runs.path, "train.epochs=1").status == 0)
    let ending = try Program.run("visualise", runs.only().path, "--images", images)
    #expect(ending.status == 65)
    #expect(
      ending.errors
        == "error: choose images by their numbers: there are 48 test images, 0 to 47, such as --images 0,3\n")
  }

  @Test func `explain names what differs from the published code, even without the data`() throws {
    let printed = try Program.run(
      "explain", "paper/resnet18-cifar100-dfs", "data.root=no-such-folder", "train.batch-size=64")
    #expect(printed.status == 66)
    let published = try #require(printed.output.components(separatedBy: "\npublished\n").last)
    #expect(
      published == """
          follows the released code of Deep Feature Surgery (ECCV 2024)
          data.holdout      5000   published: 0
          train.batch-size  64     published: 500
          heads.adaptation  false  published: true
          - the epoch is chosen by the mean accuracy of all exits on validation images;
            the code chooses by that of the last exit on the test images
          - the ensemble is the mean of all exits' probabilities; the code adds the
            logits of all exits but the last
          - the code's script for DFS adds distillation, which is
            resnet18-cifar100-dfs-byot here
          - the published MACs of this network come from another counter; docs/models.md
            sets them beside ours

        as published, though odd
          data.normalization: paper
              pixels are normalised by the means and deviations of CIFAR-10, as in DFS's
              code; 'own' has those of CIFAR-100
          data.transforms.random-crop.fill: 128
              what comes in from outside is grey, as in DFS's code; most programs have
              black, 0
          data.transforms.autoaugment-cifar10
              pictures are only turned counter-clockwise, as in the port that DFS's code
              trains with; the article turns them both ways
          data.transforms.cutout.fill: [0]
              squares are cut out before pixels are normalised, as in DFS's code, so
              that a network sees them darker than the mean and not as 0; a fill of the
              mean colour is what cutting out afterwards comes to
          heads
              depthwise convolutions begin as if every output saw all channels, as in
              DFS's code, and so with smaller weights than is meant


        """)
  }
}
