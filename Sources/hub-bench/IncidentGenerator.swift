import HubTransport

/// Makes first reports of anti-social behaviour of 1.2 KB.
///
/// As a partner's system would: reference numbers that rise, areas and times that scatter. Seeded; one template is patched in place, so that making a message costs next to nothing.
struct IncidentGenerator {
    private var message: [UInt8]
    private let idPlace: Int
    private let subjectPlace: Int
    private let timePlaces: [Int]
    private let areaPlace: Int
    private var random: UInt64
    private let areas: [[UInt8]]

    /// - Parameter areas: codes of nine characters to scatter the reports over.
    init(areas: [String], seed: UInt64) {
        message = Array(Self.template.utf8)
        self.areas = areas.map { Array($0.utf8) }
        random = seed | 1
        idPlace = Self.find("00000000-0000-4000-8000-000000000000")
        subjectPlace = Self.find("WYP-0000000000")
        timePlaces = [Self.find("2016-07-00T00:15:00"), Self.find("2016-07-00T00:40:00")]
        areaPlace = Self.find("E00000000")
    }

    /// Adds message number `number` (0 to 9,999,999,999) to the batch, keyed by its subject.
    mutating func append(_ number: Int, to batch: inout RecordBatch, timestamp: Int64) {
        digits(number, width: 12, endingAt: idPlace + 36)
        digits(number, width: 10, endingAt: subjectPlace + 14)
        let drawn = draw()
        let day = Int(drawn % 28) + 1
        let hour = Int((drawn >> 8) % 23)
        for place in timePlaces {
            digits(day, width: 2, endingAt: place + 10)
            digits(hour, width: 2, endingAt: place + 13)
        }
        let area = areas[Int((drawn >> 16) % UInt64(areas.count))]
        for (offset, byte) in area.prefix(9).enumerated() { message[areaPlace + offset] = byte }
        message.withUnsafeBytes { bytes in
            batch.append(
                key: UnsafeRawBufferPointer(rebasing: bytes[subjectPlace..<(subjectPlace + 14)]), value: bytes,
                timestamp: timestamp)
        }
    }

    private mutating func draw() -> UInt64 {
        random ^= random << 13
        random ^= random >> 7
        random ^= random << 17
        return random
    }

    private mutating func digits(_ number: Int, width: Int, endingAt end: Int) {
        var rest = number
        for place in 1...width {
            message[end - place] = UInt8(ascii: "0") + UInt8(rest % 10)
            rest /= 10
        }
    }

    private static func find(_ text: String) -> Int {
        let all = Array(template.utf8)
        let wanted = Array(text.utf8)
        for start in 0...(all.count - wanted.count) where all[start..<(start + wanted.count)].elementsEqual(wanted) {
            return start
        }
        return 0
    }

    private static let template =
        #"{"specversion":"1.0","id":"00000000-0000-4000-8000-000000000000","source":"/partners/wyp","type":"asb.incident","#
        + #""subject":"WYP-0000000000","time":"2016-08-01T07:00:00Z","datacontenttype":"application/json","#
        + #""dataschema":"https://schemas.hub.westyorkshire.example/asb.incident/v1/schema.json","revision":1,"#
        + #""kind":"report","traceparent":"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01","#
        + #""sensitivity":"pseudonymous","data":{"nsir_type":"rowdy_or_inconsiderate","nsir_qualifier":"nuisance","#
        + #""occurred":{"precision":"instant","from":"2016-07-00T00:15:00Z","to":"2016-07-00T00:40:00Z"},"#
        + #""place":{"area":{"area_kind":"lsoa","code":"E00000000","vintage":2011,"name":"An area"}},"day_night":"night","#
        + #""location_type":"park_or_open_space","repeat_location":"yes","repeat_caller":"no","#
        + #""retail_worker_victim":"no","vulnerable_victim":"no","victim_age_band":"unknown","#
        + #""suspect_age_band":"14_to_17","group_size":8,"alcohol_related":"yes","drug_related":"unknown","#
        + #""legal_test":["harassment_alarm_distress"],"reported_at":"2016-08-01T06:52:07Z","#
        + #""attended_at":"2016-08-01T07:09:41Z","channel":"101","grade":"priority","#
        + #""incident_reference":"STORM-20160701-1187","recording_system":"Storm","outcome":"advice_given"}}"#
}
