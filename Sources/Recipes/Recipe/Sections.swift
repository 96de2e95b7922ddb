import Settings

/// The sections of a recipe as they are read, one by one, in the order of the schema.
struct Sections {
  let header: Settings
  let name: RecipeName
  let data: ComponentChoice
  let transforms: [ComponentChoice]
  let transformsOrigin: Origin
  let backbone: ComponentChoice
  let heads: HeadChoices
  let weights: Settings
  let strategies: [ComponentChoice]
  let strategiesOrigin: Origin
  let combination: Settings
  let optimizer: ComponentChoice
  let schedule: ComponentChoice
  let train: Settings
  let policy: ComponentChoice
  let policySettings: Settings
  let record: Settings
  let checkpoints: Settings
  let features: Settings
  let conflict: Settings
  let published: Settings

  /// Reads everything before it gives up, so that all problems are found; nil where there were any.
  init?(_ root: Node, of source: SourceText, reader: inout Reader) {
    let whole = Place(whole: source)
    let fileName = RecipeName(file: source.name)
    let header = reader.settings(
      RecipeSchema.header(name: fileName), from: root, owner: .recipe, others: RecipeSchema.rootSections)

    func component(_ kind: ComponentKind, _ key: String, standard: String? = nil, others: [String] = [])
      -> ComponentChoice?
    {
      reader.component(kind, key, from: root[key], standard: standard, whole: whole, others: others)
    }
    let data = component(.dataset, "data", others: ["transforms"])
    let transformItems = Self.transforms(of: root["data"], reader: &reader)
    let transforms = reader.components(.transform, "data.transforms", from: transformItems ?? [], whole: whole)
    let backbone = component(.backbone, "backbone")
    let heads = reader.heads(from: root["heads"], whole: whole)
    weights = reader.group("weights", WeightsSection.settings, from: root["weights"], whole: whole)
    let strategies = Self.strategies(root["strategy"], whole: whole, reader: &reader)
    combination = reader.group("combination", CombinationSection.declared, from: root["combination"], whole: whole)
    let optimizer = component(.optimizer, "optimizer", standard: "sgd")
    let schedule = component(.schedule, "schedule", standard: "constant")
    let train = reader.group("train", TrainSection.settings, from: root["train"], whole: whole)
    let policy = component(
      .policy, "policy", standard: "confidence", others: PolicySection.settings.map(\.key))
    let policyMap = Node(root["policy"]?.asComponent.content ?? .mapping([]), at: root["policy"]?.place ?? whole)
    policySettings = reader.settings(
      PolicySection.settings, from: policyMap, owner: .group("policy"), others: policyMap.pairs?.map(\.key) ?? [])

    let record = reader.map("record", root["record"])
    self.record = reader.settings(
      RecordSection.settings, from: record ?? Node(.mapping([]), at: whole), owner: .group("record"),
      others: ["checkpoints", "features", "conflict"])
    checkpoints = reader.group(
      "record.checkpoints", RecordSection.checkpointSettings, from: record?["checkpoints"], whole: whole)
    features = reader.group("record.features", RecordSection.featureSettings, from: record?["features"], whole: whole)
    conflict = reader.group("record.conflict", RecordSection.conflictSettings, from: record?["conflict"], whole: whole)
    published = reader.group("published", PublishedSection.settings, from: root["published"], whole: whole)

    guard reader.problems.isEmpty, let data, let backbone, let heads, let optimizer, let schedule, let policy else {
      return nil
    }
    (self.header, name) = (header, header[RecipeSchema.name(fileName)])
    (self.data, self.transforms, self.backbone, self.heads) = (data, transforms, backbone, heads)
    (self.strategies, self.optimizer, self.schedule) = (strategies, optimizer, schedule)
    (self.train, self.policy) = (train, policy)
    transformsOrigin = root["data"]?["transforms"].map { .given($0.place) } ?? .default
    strategiesOrigin = root["strategy"].map { .given($0.place) } ?? .default
  }

  private static func transforms(of data: Node?, reader: inout Reader) -> [Node]? {
    guard let node = data?["transforms"] else { return nil }
    if case .refused = node.content { return nil }
    guard let items = node.items else {
      reader.problems.append(
        Problem(
          "'transforms' must be a list of transforms, found \(node.found)", at: node.place, hint: "such as [crop, flip]"
        ))
      return nil
    }
    return items
  }

  private static func strategies(_ node: Node?, whole: Place, reader: inout Reader) -> [ComponentChoice] {
    guard let items = node?.items else {
      return reader.component(.strategy, "strategy", from: node, whole: whole).map { [$0] } ?? []
    }
    if items.isEmpty, let node {
      reader.problems.append(Problem("'strategy' must name at least one strategy, found an empty list", at: node.place))
    }
    return reader.components(.strategy, "strategy", from: items, whole: whole)
  }

  /// The tree of all values; a list of one strategy is that strategy.
  var resolved: [(key: String, value: Resolved)] {
    func list(_ choices: [ComponentChoice], _ origin: Origin) -> Resolved {
      .items(choices.map { ($0.name, .keys($0.resolved)) }, origin)
    }
    let keys = Dictionary(header.resolved.map { ($0.key, $0.value) }) { first, _ in first }
    func own(_ key: String) -> [(key: String, value: Resolved)] { keys[key].map { [(key, $0)] } ?? [] }
    return own("schema") + own("name") + own("seed") + [
      ("data", .keys(data.resolved + [("transforms", list(transforms, transformsOrigin))])),
      ("backbone", .keys(backbone.resolved)),
      ("heads", heads.resolved),
    ] + own("exits") + [
      ("weights", .keys(weights.resolved)),
      ("strategy", strategies.count == 1 ? .keys(strategies[0].resolved) : list(strategies, strategiesOrigin)),
      ("combination", .keys(combination.resolved)),
      ("optimizer", .keys(optimizer.resolved)),
      ("schedule", .keys(schedule.resolved)),
      ("train", .keys(train.resolved)),
      ("policy", .keys(policy.resolved + policySettings.resolved)),
      (
        "record",
        .keys(
          record.resolved + [
            ("checkpoints", .keys(checkpoints.resolved)), ("features", .keys(features.resolved)),
            ("conflict", .keys(conflict.resolved)),
          ])
      ),
    ]
  }
}

extension Recipe {
  init(_ sections: Sections, path: String, text: String, files: [String], overrides: [String]) {
    (self.path, self.text, self.files, self.overrides) = (path, text, files, overrides)
    name = sections.name.name
    seed = UInt64(sections.header[RecipeSchema.seed])
    data = sections.data
    transforms = sections.transforms
    backbone = sections.backbone
    heads = sections.heads
    exits = sections.header[RecipeSchema.exits]
    weights = WeightsSection(sections.weights)
    strategies = sections.strategies
    combination = CombinationSection(sections.combination)
    optimizer = sections.optimizer
    schedule = sections.schedule
    train = TrainSection(sections.train)
    policy = sections.policy
    policySection = PolicySection(sections.policySettings)
    record = RecordSection(
      sections.record, checkpoints: sections.checkpoints, features: sections.features, conflict: sections.conflict)
    published = PublishedSection(sections.published)
    let resolved = sections.resolved
    entries = Resolved.keys(resolved).entries()
    resolvedYAML = Resolved.keys(resolved).yaml
    // Seeds are repetitions; what is recorded, and what the recipe is compared with, changes no result.
    let withoutEffect = ["seed", "name", "record", "published"]
    let telling = Resolved.keys(resolved.filter { !withoutEffect.contains($0.key) }).affectingResults
    groupKey = Self.hash(telling.yaml)
  }

  /// The FNV-1a hash of 64 bits, in hexadecimal.
  private static func hash(_ text: String) -> String {
    let hash = text.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
