import WorkbenchCore

extension ONNXGraph {
  /// Adds the nodes that compute one operation.
  ///
  /// - Throws: ``ExportError`` for an operation that has no translation.
  mutating func append(_ node: OperationGraph.Node) throws {
    let inputs = node.inputs.map { name($0) }
    let shapes = node.inputs.map { shape(of: $0) }
    let output = name(node.output)
    switch node.operation {
    case .convolution(let stride, let padding, let groups):
      let kernel = Array(shapes[1].suffix(2))
      self.node(
        "Conv", inputs, output,
        [
          ("kernel_shape", .integers(kernel)), ("strides", .integers([stride, stride])),
          ("pads", .integers([padding, padding, padding, padding])), ("group", .integer(groups)),
        ])
    case .linear: linear(inputs, rank: shapes[0].count, output)
    case .matrixProduct: self.node("MatMul", inputs, output)
    case .batchNormalization(let epsilon):
      self.node("BatchNormalization", inputs, output, [("epsilon", .number(epsilon))])
    case .layerNormalization(let epsilon):
      self.node("LayerNormalization", inputs, output, [("epsilon", .number(epsilon))])
    case .attention: attention(inputs, depth: shapes[0][3], output)
    case .maximumPooling(let kernel, let stride, let padding):
      self.node(
        "MaxPool", inputs, output,
        [
          ("kernel_shape", .integers([kernel, kernel])), ("strides", .integers([stride, stride])),
          ("pads", .integers([padding, padding, padding, padding])),
        ])
    case .averagePooling(let kernel, let stride):
      self.node(
        "AveragePool", inputs, output,
        [("kernel_shape", .integers([kernel, kernel])), ("strides", .integers([stride, stride]))])
    case .bilinearUpsampling(let factor):
      let scales = numbers("scales.\(factor)", [1, 1, Float(factor), Float(factor)], shape: [4])
      self.node(
        "Resize", [inputs[0], "", scales], output,
        [("mode", .text("linear")), ("coordinate_transformation_mode", .text("half_pixel"))])
    case .sum(let dims, let keepsDims):
      let axes = dims.isEmpty ? [] : [integers(dims)]
      self.node("ReduceSum", inputs + axes, output, [("keepdims", .integer(keepsDims ? 1 : 0))])
    case .mean(let dims, let keepsDims):
      let axes = dims.isEmpty ? [] : [("axes", ONNXAttribute.integers(dims))]
      self.node("ReduceMean", inputs, output, axes + [("keepdims", .integer(keepsDims ? 1 : 0))])
    case .softmax(let dim): self.node("Softmax", inputs, output, [("axis", .integer(dim))])
    case .logSoftmax(let dim): self.node("LogSoftmax", inputs, output, [("axis", .integer(dim))])
    case .add: self.node("Add", inputs, output)
    case .subtract: self.node("Sub", inputs, output)
    case .multiply: self.node("Mul", inputs, output)
    case .divide: self.node("Div", inputs, output)
    case .addNumber(let value): self.node("Add", inputs + [number(value)], output)
    case .multiplyByNumber(let value): self.node("Mul", inputs + [number(value)], output)
    case .power(let exponent): self.node("Pow", inputs + [number(exponent)], output)
    case .rectify: self.node("Relu", inputs, output)
    case .gelu: gelu(inputs[0], output)
    case .sigmoid: self.node("Sigmoid", inputs, output)
    case .exponential: self.node("Exp", inputs, output)
    case .logarithm: self.node("Log", inputs, output)
    case .absolute: self.node("Abs", inputs, output)
    case .squareRoot: self.node("Sqrt", inputs, output)
    case .clamp(let range):
      self.node("Clip", inputs + [number(range.lowerBound), number(range.upperBound)], output)
    // Zero stands for the length that the input has there, which is the batch's.
    case .reshape(let shape): self.node("Reshape", inputs + [integers(shape)], output)
    case .expand(let shape): expand(inputs[0], to: shape, output)
    case .permute(let order): self.node("Transpose", inputs, output, [("perm", .integers(order))])
    case .narrow(let dim, let range):
      let bounds = [integers([range.lowerBound]), integers([range.upperBound]), integers([dim])]
      self.node("Slice", inputs + bounds, output)
    case .concatenate(let dim): self.node("Concat", inputs, output, [("axis", .integer(dim))])
    case .clear(let channels): clear(channels, of: inputs[0], shape: shapes[0], output)
    case .other(let operation): throw ExportError.operationUnknown(operation)
    }
  }

  /// `Gemm` wants matrices; more dimensions take a product and a sum.
  private mutating func linear(_ inputs: [String], rank: Int, _ output: String) {
    guard rank != 2 else {
      node("Gemm", inputs, output, [("transB", .integer(1))])
      return
    }
    let weight = node("Transpose", [inputs[1]], nil, [("perm", .integers([1, 0]))])
    guard inputs.count > 2 else {
      node("MatMul", [inputs[0], weight], output)
      return
    }
    node("Add", [node("MatMul", [inputs[0], weight]), inputs[2]], output)
  }

  /// `softmax(Q K^T / sqrt(depth)) V` in single steps.
  private mutating func attention(_ inputs: [String], depth: Int, _ output: String) {
    let keys = node("Transpose", [inputs[1]], nil, [("perm", .integers([0, 1, 3, 2]))])
    let products = node("MatMul", [inputs[0], keys])
    let scaled = node("Mul", [products, number(1 / Double(depth).squareRoot())])
    node("MatMul", [node("Softmax", [scaled], nil, [("axis", .integer(3))]), inputs[2]], output)
  }

  /// `x / 2 * (1 + erf(x / sqrt(2)))`.
  private mutating func gelu(_ input: String, _ output: String) {
    let inner = node("Erf", [node("Mul", [input, number(0.5.squareRoot())])])
    node("Mul", [node("Mul", [input, number(0.5)]), node("Add", [inner, number(1)])], output)
  }

  /// Repeats lengths of 1; a length of 0 is the batch's, which only the input knows.
  private mutating func expand(_ input: String, to shape: [Int], _ output: String) {
    var target = integers(shape)
    if shape.first == 0 {
      let batch = node("Slice", [node("Shape", [batchInput]), integers([0]), integers([1])])
      target = node("Concat", [batch, integers(Array(shape.dropFirst()))], nil, [("axis", .integer(0))])
    }
    node("Expand", [input, target], output)
  }

  /// Multiplies by 0 in the channels, and by 1 elsewhere.
  private mutating func clear(_ channels: Range<Int>, of input: String, shape: [Int], _ output: String) {
    let mask = numbers(
      "mask.\(channels.lowerBound)-\(channels.upperBound)-of-\(shape[1])",
      (0..<shape[1]).map { channels.contains($0) ? 0 : 1 },
      shape: [1, shape[1]] + shape.dropFirst(2).map { _ in 1 })
    node("Mul", [input, mask], output)
  }
}
