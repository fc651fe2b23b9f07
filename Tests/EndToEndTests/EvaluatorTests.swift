import Analysis
import IL
import Runtime
import Snapshot
import Testing

/// What passes compute is what engines compute, in both conformance modes.
struct EvaluatorTests {
  /// The engine has a `Value` too.
  private typealias Value = IL.Value

  /// One of each kind that engines treat differently.
  private static func values(in program: inout Program) -> [Value] {
    let strings = [
      "", "a", "b", "5", "1.5", "number", "object", "undefined", "function", "boolean", "string",
    ]
    let function = program.functions.append(Function(StackCode([.literal(.undefined), .returnValue])))
    let numbers = [
      0, -0.0, 1, -1, 2, 7, 33, 8191, -8192, 8192, 70000, -70000, 2_147_483_647, -2_147_483_648,
      4_294_967_295, 1.5, -0.5, .nan, .infinity,
    ]
    return [.undefined, .null, .boolean(false), .boolean(true), .function(function), .noOpFunction]
      + numbers.map { .number(Number($0)) }
      + strings.map { .string(program.stringID(of: Array($0.utf8))) }
  }

  /// The values that operations give, with the code that an engine executes for each.
  private struct Computed {
    var program: Program
    var results: [Value] = []
    private var next: UInt16 = 0

    init(_ program: Program) { self.program = program }

    mutating func add(_ operation: IL.Operation, _ operands: [Value], _ result: Value) {
      let code = StackCode(operands.map { .literal($0) } + [operation, .returnValue])
      program.exports.append(Export(id: next, value: .function(program.functions.append(Function(code)))))
      results.append(result)
      next += 1
    }

    /// Expects that engines compute the same; returns how often they were asked.
    func compare(sourceLocation: SourceLocation = #_sourceLocation) throws -> Int {
      let bytes = try EncodedSnapshot(program).bytes
      let names = Names(program)
      for mode in [Configuration.Conformance.reference, .ecmascript] {
        var options = Configuration()
        options.conformance = mode
        let vm = try VM(snapshot: bytes, options: options)
        for (index, expected) in results.enumerated() {
          let code = program.functions[FunctionID(program.functions.capacity - results.count + index)].code
          let result = try vm.call(export: UInt16(index))
          #expect(
            describe(result) == names[expected], "\(mode): \(code.instructions.map(\.operation))",
            sourceLocation: sourceLocation)
        }
      }
      return results.count
    }

    private func describe(_ value: GuestValue) -> String {
      switch value {
      case .number(let number): Number(number).description
      case .string(let text): "\"\(text)\""
      case .boolean(let boolean): "\(boolean)"
      default: "\(value)"
      }
    }
  }

  @Test(arguments: BinaryOperator.allCases) func binaryOperators(_ binaryOperator: BinaryOperator) throws {
    var program = Program()
    let values = Self.values(in: &program)
    let evaluator = Evaluator(program)
    var computed = Computed(program)
    for left in values {
      for right in values {
        let known = [left, right].map { KnownValue($0, in: program) }
        let types = known.map { KnownValue(types: $0.types) }
        for operands in [known, types] {
          guard let result = evaluator.result(of: binaryOperator, operands[0], operands[1]) else { continue }
          computed.add(.binary(binaryOperator), [left, right], result)
        }
      }
    }
    let isComputed = ![.divide, .power].contains(binaryOperator)
    #expect(try computed.compare() > 0 || !isComputed)
  }

  @Test(arguments: UnaryOperator.allCases) func unaryOperators(_ unaryOperator: UnaryOperator) throws {
    var program = Program()
    let values = Self.values(in: &program)
    let evaluator = Evaluator(program)
    var computed = Computed(program)
    for value in values {
      let known = KnownValue(value, in: program)
      for operand in [known, KnownValue(types: known.types)] {
        guard let result = evaluator.result(of: unaryOperator, operand) else { continue }
        computed.add(.unary(unaryOperator), [value], result)
      }
    }
    #expect(try computed.compare() > 0 || unaryOperator == .typeCodeOf)
  }
}
