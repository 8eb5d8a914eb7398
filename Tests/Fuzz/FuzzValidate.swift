// Run by .ci/fuzz, not by the package: libFuzzer brings its own main.
import HubJSON
import HubSchema

/// An input is a schema and an instance with a zero byte between them; without one it is an instance alone.
///
/// Whatever comes in ends in an error or a verdict; both ways to the verdict say the same, and what was read is written
/// and read again as the same value.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzValidate(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = UnsafeRawBufferPointer(start: start, count: count)
    let cut = ByteCompare.first(0, in: bytes)
    let instance = UnsafeRawBufferPointer(rebasing: bytes[(cut.map { $0 + 1 } ?? 0)...])
    let tape = JSONTape(limits: JSONLimits(maximumBytes: 1 << 16, maximumDepth: 200, duplicateKeys: .last))
    let isRead = tape.parse(instance) == nil
    if isRead {
        let value = JSONValue(tape, tape.root)
        guard let again = try? JSONValue.parse(value.serialised(), limits: .generous), again == value else {
            fatalError("what was read is not what was written")
        }
    }
    guard let cut, let schema = try? SchemaCompiler.compile(Array(bytes[..<cut])) else { return 0 }
    if !isRead { return 0 }
    let validator = SchemaValidator()
    let fits = validator.isValid(schema, tape, tape.root)
    guard validator.validate(schema, tape, tape.root, limit: 10).isEmpty == fits else {
        fatalError("the two ways to a verdict differ")
    }
    return 0
}
