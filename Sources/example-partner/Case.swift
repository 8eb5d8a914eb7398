import Foundation

/// A row of the export: `reference,month,type,qualifier,lsoa`; a type of `withdrawn` takes the case back.
struct Case {
    var reference: String
    var month: String
    var type: String
    var qualifier: String
    var lsoa: String

    var isWithdrawn: Bool { type == "withdrawn" }

    static func read(_ path: String) throws -> [Case] {
        try String(contentsOfFile: path, encoding: .utf8).split(whereSeparator: \.isNewline).dropFirst().map { row in
            let fields = row.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            func field(_ place: Int) -> String { fields.indices.contains(place) ? fields[place] : "" }
            return Case(
                reference: field(0), month: field(1), type: field(2), qualifier: field(3), lsoa: field(4))
        }
    }

    /// The record as `schemas/asb.incident/v1/schema.json` has it.
    func data() throws -> [UInt8] {
        var data: [String: Any] = [
            "nsir_type": type, "nsir_qualifier": qualifier, "occurred": ["precision": "month", "from": month],
        ]
        if !lsoa.isEmpty { data["place"] = ["area": ["area_kind": "lsoa", "code": lsoa, "vintage": 2011]] }
        return Array(try JSONSerialization.data(withJSONObject: data))
    }
}
