/// Between a cell and the code that people and messages use for it.
///
/// Areas have the nine characters of the Government Statistical Service (`E01010568`): country letter, two digits of
/// entity, six of identity. Source: ONS, Register of Geographic Codes (coding and naming policy for UK statistical
/// geographies). Hexagons have `HEX7_<q>_<r>`, 7 being the hectares of the grid.
extension Cell {
    /// The cell of an area code given as text, of the kind its entity digits say; nil if they are none of ours.
    package init?(code: String, vintage: Int) {
        var code = code
        let cell = code.withUTF8 { bytes in
            Self.kind(ofCode: UnsafeRawBufferPointer(bytes)).flatMap {
                Self(utf8: UnsafeRawBufferPointer(bytes), kind: $0, vintage: vintage)
            }
        }
        guard let cell else { return nil }
        self = cell
    }

    /// The cell of an area code of a known kind; nil unless it is a letter E or W and eight digits whose entity is of
    /// that kind and the vintage is between 2001 and 2255.
    ///
    /// Allocates nothing.
    package init?(utf8 code: UnsafeRawBufferPointer, kind: Kind, vintage: Int) {
        guard (2001...2255).contains(vintage), Self.kind(ofCode: code) == kind else { return nil }
        var digits: Int64 = 0
        for index in 1..<9 { digits = digits * 10 + Int64(code[index] - UInt8(ascii: "0")) }
        self.init(kind: kind, vintageBits: Int64(vintage - 2000), identity: Int64(code[0]) << 32 | digits)
    }

    /// The kind that the entity digits of a well-formed English or Welsh code stand for; nil for anything else.
    package static func kind(ofCode code: UnsafeRawBufferPointer) -> Kind? {
        let zero = UInt8(ascii: "0")
        guard code.count == 9, code[0] == UInt8(ascii: "E") || code[0] == UInt8(ascii: "W") else { return nil }
        for index in 1..<9 where code[index] &- zero > 9 { return nil }
        switch (code[1] - zero) * 10 + (code[2] - zero) {
        case 1: return .lsoa
        case 2: return .msoa
        case 5: return .ward
        case 6, 7, 8, 9: return .district
        case 11: return .county
        default: return nil
        }
    }

    /// The cell's code as people write it: `E01010568`, `HEX7_12_-3`, or `unlocated` and `outside`.
    package var code: String {
        switch kind {
        case .hexagon:
            guard let axial else { return "" }
            return "HEX\(axial.hectares)_\(axial.q)_\(axial.r)"
        case .nowhere: return self == .unlocated ? "unlocated" : "outside"
        case nil: return "unknown"
        default:
            let digits = String(rawValue & 0xFFFF_FFFF)
            let letter = Character(Unicode.Scalar(UInt8(truncatingIfNeeded: rawValue >> 32 & 0xFF)))
            return String(letter) + String(repeating: "0", count: max(0, 8 - digits.count)) + digits
        }
    }

    /// The hexagon that `code` (`HEX7_12_-3`) names; nil if it names none.
    package init?(hexagonCode code: String) {
        guard code.hasPrefix("HEX") else { return nil }
        let parts = code.dropFirst(3).split(separator: "_", omittingEmptySubsequences: false)
        guard parts.count == 3, let hectares = UInt8(parts[0]), let q = Int(parts[1]), let r = Int(parts[2]),
            let cell = Self.hexagon(q: q, r: r, hectares: hectares), cell.code == code
        else { return nil }
        self = cell
    }

    /// How documents and commands name a kind: `lsoa`, `msoa`, `ward`, `district`, `hex`.
    package static func name(of kind: Kind) -> String {
        switch kind {
        case .lsoa: "lsoa"
        case .msoa: "msoa"
        case .ward: "ward"
        case .district: "district"
        case .hexagon: "hex"
        case .county: "county"
        case .nowhere: "nowhere"
        }
    }
}
