import HubGeography
import HubJSON
import HubTransport

/// Made-up messages of the demonstration month: the same for the same seed, and each marked as synthetic in its subject
/// and by the attribute `synthetic`.
///
/// Places are drawn from the areas of the month's real violent crime, so that there is something to find; all else is
/// drawn at random and says nothing about anybody.
struct SyntheticMessages {
    private var random: SeededRandom
    private let places: [(code: String, name: String)]
    private let now: Int64
    private let time: String
    private var writer = JSONWriter()

    init(seed: UInt64, month: DemoMonth, now: Int64) {
        random = SeededRandom(seed: seed)
        places = month.violentPlaces
        self.now = now
        time = LondonCalendar.text(ofEpochMilliseconds: now)
    }

    /// Knife offences as West Yorkshire Police would publish them.
    mutating func knifeOffences(_ count: Int) -> RecordBatch {
        var batch = RecordBatch()
        for number in 1...count {
            let kind = random.pick(Self.knifeKinds) ?? Self.knifeKinds[0].choice
            append(to: &batch, type: "knife.offence", partner: "wyp", subject: "synthetic-knife-\(number)") {
                writer, random in
                writer.members([
                    ("home_office_code", kind.code), ("sub_type", kind.subType), ("knife_involved", "yes"),
                    ("basis", "flag"),
                ])
                writer.key("possession_only")
                writer.bool(kind.subType == "possession")
                writer.members([
                    ("injury", kind.subType == "possession" ? "none" : random.pick(Self.injuries) ?? "none"),
                    ("crime_reference", "SYNTHETIC-\(number)"),
                ])
                writer.key("occurred")
                writer.beginObject()
                writer.members([("precision", "instant"), ("from", Self.instant(&random))])
                writer.endObject()
            }
        }
        return batch
    }

    /// Assaults seen in emergency departments, as the VRP passes them on for them.
    mutating func assaults(_ count: Int) -> RecordBatch {
        var batch = RecordBatch()
        for number in 1...count {
            append(
                to: &batch, type: "violence.istv", partner: "vrp", subject: "synthetic-assault-\(number)",
                confidence: Double(Int.random(in: 60...99, using: &random)) / 100
            ) { writer, random in
                writer.members([
                    ("reporting_period_start_date", "2016-07-01"), ("reporting_period_end_date", "2016-07-31"),
                    ("site_code_of_treatment", random.pick([("SYN01", 3), ("SYN02", 2)]) ?? "SYN01"),
                    ("assault_date_and_time", Self.instant(&random)),
                    ("assault_method", random.pick(Self.methods) ?? "unknown"),
                    ("assault_location_type", random.pick(Self.locations) ?? "unknown"),
                ])
            }
        }
        return batch
    }

    /// One quarter's return on ASB case reviews.
    mutating func caseReviews(partner: String, district: String) -> RecordBatch {
        var batch = RecordBatch()
        append(
            to: &batch, type: "asb.case_review.return", partner: partner, subject: "synthetic-case-reviews-2016-Q3",
            hasPlace: false
        ) { writer, random in
            writer.members([("area", district)])
            writer.key("period")
            writer.beginObject()
            writer.members([("from", "2016-07-01"), ("to", "2016-09-30")])
            writer.endObject()
            let received = Int64.random(in: 1...12, using: &random)
            let reviews = Int64.random(in: 0...received, using: &random)
            for (key, value) in [
                ("applications_received", received), ("threshold_not_met", received - reviews),
                ("reviews_carried_out", reviews),
                ("reviews_with_recommendations", Int64.random(in: 0...reviews, using: &random)),
            ] {
                writer.key(key)
                writer.int(value)
            }
        }
        return batch
    }

    private mutating func append(
        to batch: inout RecordBatch, type: String, partner: String, subject: String, hasPlace: Bool = true,
        confidence: Double? = nil, data: (inout JSONWriter, inout SeededRandom) -> Void
    ) {
        writer.reset()
        writer.beginObject()
        writer.members([
            ("specversion", "1.0"), ("id", subject), ("source", "/partners/\(partner)"), ("type", type),
            ("subject", subject), ("time", time), ("kind", "report"),
        ])
        writer.key("revision")
        writer.int(1)
        writer.key("synthetic")
        writer.bool(true)
        writer.key("data")
        writer.beginObject()
        data(&writer, &random)
        // One in twenty has no place, as in real life.
        if hasPlace, let place = places.randomElement(using: &random), Int.random(in: 0..<20, using: &random) > 0 {
            writer.key("place")
            writer.beginObject()
            writer.key("area")
            writer.beginObject()
            writer.members([("area_kind", "lsoa"), ("code", place.code), ("name", place.name)])
            writer.key("vintage")
            writer.int(Int64(AreaLookup.vintage))
            writer.endObject()
            if let confidence {
                writer.key("geocoding_confidence")
                writer.double(confidence)
            }
            writer.endObject()
        }
        writer.endObject()
        writer.endObject()
        batch.append(
            key: Array(subject.utf8), value: writer.bytes,
            headers: [("content-type", Array("application/cloudevents+json; charset=UTF-8".utf8))], timestamp: now)
    }

    /// An instant of the month; evenings and nights are likelier.
    private static func instant(_ random: inout SeededRandom) -> String {
        let day = DemoMonth.first + Int32.random(in: 0..<Int32(DemoMonth.days), using: &random)
        let hour =
            random.pick([
                (Int64.random(in: 0...4, using: &random), 3), (Int64.random(in: 5...16, using: &random), 3),
                (Int64.random(in: 17...22, using: &random), 4),
            ]) ?? 12
        let minute = Int64.random(in: 0..<60, using: &random)
        return LondonCalendar.text(ofEpochMilliseconds: LondonCalendar.startOfDay(day) + (hour * 60 + minute) * 60_000)
    }

    private static let knifeKinds: [(choice: (code: String, subType: String), weight: Int)] = [
        (("8N", "assault_with_injury"), 35), (("34B", "robbery_personal"), 20), (("34A", "robbery_business"), 4),
        (("5D", "serious_harm_intent"), 8), (("3B", "threats_to_kill"), 8), (("10D", "possession"), 24),
        (("2", "attempted_murder"), 1),
    ]
    private static let injuries: [(choice: String, weight: Int)] = [
        ("none", 40), ("minor", 40), ("serious", 15), ("unknown", 5),
    ]
    private static let methods: [(choice: String, weight: Int)] = [
        ("body_part", 60), ("glass_or_bottle", 8), ("blunt_object", 10), ("push_or_fall", 10),
        ("knife_or_sharp_object", 7), ("unknown", 5),
    ]
    private static let locations: [(choice: String, weight: Int)] = [
        ("street_or_public_place", 45), ("home", 20), ("pub_bar_or_club", 25), ("workplace", 4), ("unknown", 6),
    ]
}

extension JSONWriter {
    /// Writes members that are strings.
    fileprivate mutating func members(_ pairs: [(String, String)]) {
        for (key, value) in pairs {
            self.key(key)
            string(value)
        }
    }
}
