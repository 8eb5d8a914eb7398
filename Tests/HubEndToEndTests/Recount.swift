import Foundation
import HubTesting
import Testing

/// What `recount.py`, which knows nothing of the hub, counts in a raw file.
struct Recount: Decodable {
    var rows: Int
    var asb: Int
    var byLsoa: [String: Int]
    var byDistrict: [String: Int]
    var outside: Int
    var unlocated: Int
    var other: [String: Int]
    var badMonth: [Int]

    static func of(_ street: String) throws -> Recount {
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("recount.py")
            .path
        let lookup = SharedData.path("data/lookup/wy_lsoa2011.csv")
        let outcome = try HubProcess.run(["python3", script, street, lookup], executable: "/usr/bin/env")
        try #require(outcome.status == 0, "\(outcome)")
        // Plain decoding: the keys of the counters are names and must stay as they are.
        let object = try #require(try JSONSerialization.jsonObject(with: Data(outcome.output)) as? [String: Any])
        return Recount(
            rows: try #require(object["rows"] as? Int), asb: try #require(object["asb"] as? Int),
            byLsoa: try #require(object["by_lsoa"] as? [String: Int]),
            byDistrict: try #require(object["by_district"] as? [String: Int]),
            outside: try #require(object["outside"] as? Int), unlocated: try #require(object["unlocated"] as? Int),
            other: try #require(object["other"] as? [String: Int]),
            badMonth: try #require(object["bad_month"] as? [Int]))
    }
}
