import Foundation
import HubTesting

@testable import HubHTTP

/// A hub with two months of a few incidents, published; for tests that only read.
final class FeatureStore: @unchecked Sendable {
    /// Made once: nothing that uses it changes what is published.
    static let shared = Result { try FeatureStore() }

    let hub: HTTPFixture
    /// Opens the exact tier.
    let key: String

    init() throws {
        hub = try HTTPFixture { $0.addressRate = 100_000 }
        key = try hub.key("vrp", tier: "exact")
        var events: [String] = []
        for (number, code) in ["E01011698", "E01011698", "E01011271", "E01010568"].enumerated() {
            for month in ["2024-03", "2024-04"] {
                let place =
                    "\"place\":{\"area\":{\"area_kind\":\"lsoa\",\"code\":\"\(code)\",\"vintage\":2011},"
                    + "\"point\":{\"crs\":\"wgs84\",\"longitude\":-1.55,\"latitude\":53.8,\"precision_m\":0}}"
                events.append(
                    Events.incident("\(number)-\(month)", partner: "wyp")
                        .replacingOccurrences(of: "\"2024-03\"}", with: "\"\(month)\"},\(place)"))
            }
        }
        let answer = try hub.send(
            "POST", "/events", key: try hub.key("wyp"), headers: ["Content-Type: application/cloudevents-batch+json"],
            body: Array(("[" + events.joined(separator: ",") + "]").utf8))
        guard answer.status == 202 else { throw RawConnection.Failure(description: answer.text) }
        try hub.process()
        try hub.publish()
    }
}
