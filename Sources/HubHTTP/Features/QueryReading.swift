import HubFeeds
import HubGeography

/// Reads the parameters of a collection's items (OGC API - Features Part 1, sections 7.15.2 to 7.15.5).
enum QueryReading {
    static let parameters = ["f", "tier", "bbox", "datetime", "limit", "offset", "code"]
    static let maximumLimit = 10_000

    static func query(_ parameters: Parameters) throws -> FeatureQuery {
        var query = FeatureQuery()
        if let limit = try parameters.number("limit", minimum: 1) { query.limit = min(limit, maximumLimit) }
        query.offset = try parameters.number("offset", minimum: 0) ?? 0
        query.box = try parameters["bbox"].map(box)
        query.days = try parameters["datetime"].map(days)
        if let code = parameters["code"] {
            guard (1...40).contains(code.utf8.count), code.utf8.allSatisfy(isCode) else {
                throw Problem(400, "code is an area's code, such as E01011698.")
            }
            query.code = code
        }
        return query
    }

    private static func isCode(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    /// Four numbers, or six of which the heights do not count.
    private static func box(_ text: String) throws -> FeatureDocument.Box {
        let numbers = text.split(separator: ",", omittingEmptySubsequences: false).map { part in
            part.utf8.allSatisfy(isNumber) ? Double(part) : nil
        }
        let values = numbers.compactMap(\.self)
        guard values.count == numbers.count, values.allSatisfy(\.isFinite), [4, 6].contains(values.count) else {
            throw Problem(
                400,
                "bbox is west,south,east,north in degrees, such as -1.7,53.7,-1.4,53.9 (or six numbers with heights).")
        }
        return values.count == 4
            ? FeatureDocument.Box(west: values[0], south: values[1], east: values[2], north: values[3])
            : FeatureDocument.Box(west: values[0], south: values[1], east: values[3], north: values[4])
    }

    private static func isNumber(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: "e"), UInt8(ascii: "E"):
            true
        default: false
        }
    }

    /// An instant, a day, or an interval of them, open where it says `..` or nothing; as days of Europe/London.
    private static func days(_ text: String) throws -> ClosedRange<Int32> {
        let halves = text.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
        let fault = Problem(
            400,
            "datetime is an instant, a day or an interval, such as 2016-07-31T12:00:00Z, 2016-07-31 or 2016-01-01/..")
        if halves.count == 1 {
            guard let day = day(halves[0]) else { throw fault }
            return day...day
        }
        guard halves.count == 2 else { throw fault }
        let isOpen = halves.map { $0.isEmpty || $0 == ".." }
        guard !(isOpen[0] && isOpen[1]), let from = isOpen[0] ? Int32.min : day(halves[0]),
            let to = isOpen[1] ? Int32.max : day(halves[1])
        else { throw fault }
        // An interval that ends before it starts holds no day.
        return from <= to ? from...to : .max ... .max
    }

    private static func day(_ text: String) -> Int32? {
        if text.utf8.count == 10 { return LondonCalendar.day(text) }
        return LondonCalendar.instant(text).map { LondonCalendar.day(ofEpochMilliseconds: $0) }
    }
}
