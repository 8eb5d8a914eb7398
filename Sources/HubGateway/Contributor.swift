import HubContracts
import HubGeography
import HubJSON
import HubStore

/// Day or night of occurrence, as bins keep it.
package enum DayNight: UInt8, Sendable {
    case unknown = 0
    /// From 07:00 to 18:59 Europe/London: the day half of the two 12-hour periods that hotspot practice uses.
    case day = 1
    case night = 2
}

/// Works out what a valid message adds to which cell and day.
///
/// Shape read: `occurred` {`precision`, `from`} or `period`, `place` {`area` {`code`, `vintage`, …}, `point`}, `day_night`,
/// `repeat_location`; see the schemas.
final class Contributor {
    enum Finding {
        /// With the reason of a note to the sender, if there is one.
        case found(Contribution, Ending, note: ReasonCode?)
        case refused(ReasonCode, pointer: String, detail: String)
    }

    private let lookup: AreaLookup
    private let county: StudyArea
    private let transform = GridTransform()

    init(lookup: AreaLookup, county: StudyArea) {
        self.lookup = lookup
        self.county = county
    }

    /// - Parameters:
    ///   - data: the message's data, already valid against its schema.
    ///   - receivedAt: when the hub's log took the message, epoch milliseconds.
    ///   - series: what the message counts towards, 0 for nothing.
    func contribution(of data: JSONNode, on tape: JSONTape, receivedAt: Int64, series: UInt8) -> Finding {
        var contribution = Contribution()
        if let refusal = readTime(data, tape, receivedAt, &contribution) { return refusal }
        contribution.repeated = Self.says("yes", tape.member(data, "repeat_location"), tape)
        contribution.series = Self.series(series, data, tape)
        return readPlace(data, tape, &contribution)
    }

    /// Narrows the type's series by what the message says: of knife offences only those with a knife involved count, by
    /// sub-type and basis, possession apart from use (ONS, offences involving a knife or sharp instrument); of emergency
    /// department attendances only those after an assault with a knife or sharp object.
    private static func series(_ series: UInt8, _ data: JSONNode, _ tape: JSONTape) -> UInt8 {
        switch Series(rawValue: series) {
        case .emergencyKnife:
            return says("knife_or_sharp_object", tape.member(data, "assault_method"), tape) ? series : 0
        case .knife:
            guard says("yes", tape.member(data, "knife_involved"), tape) else { return 0 }
            let possession = tape.member(data, "possession_only").map { tape.kind($0) == .true } ?? false
            let subType = position(of: tape.member(data, "sub_type"), in: KnifeSeries.subTypes, tape)
            let basis = position(of: tape.member(data, "basis"), in: KnifeSeries.bases, tape)
            guard let subType, let basis else { return (possession ? Series.knifePossession : .knife).rawValue }
            return KnifeSeries.series(subType: possession ? KnifeSeries.possession : subType, basis: basis) ?? series
        default: return series
        }
    }

    private static func position(of node: JSONNode?, in words: [String], _ tape: JSONTape) -> Int? {
        guard let node, tape.kind(node) == .string else { return nil }
        let bytes = tape.bytes(node)
        return words.firstIndex { $0.utf8.elementsEqual(bytes) }
    }

    /// 1 April 1974 (Local Government Act 1972, section 20 and schedule 1): no partner has older records, and windows are bounded.
    private static let countyBegins: Int32 = 1551

    /// The period (YYYYMM) that refused data name, as far as it can be read; 0 if it cannot.
    func period(of data: JSONNode, on tape: JSONTape) -> Int32 {
        var contribution = Contribution()
        _ = readTime(data, tape, Int64.max, &contribution)
        return contribution.period
    }

    private func readTime(
        _ data: JSONNode, _ tape: JSONTape, _ receivedAt: Int64, _ contribution: inout Contribution
    ) -> Finding? {
        guard tape.kind(data) == .object, let (from, pointer) = Self.when(data, tape), tape.kind(from) == .string else {
            return nil
        }
        let text = tape.bytes(from)
        let latest = receivedAt.addingReportingOverflow(3_600_000)
        let limit = latest.overflow ? Int64.max : latest.partialValue
        let future = Finding.refused(
            .timeFuture, pointer: pointer,
            detail: "occurred more than an hour after it was received; check the date and the sending system's clock")
        if let instant = LondonCalendar.instant(utf8: text) {
            contribution.day = LondonCalendar.day(ofEpochMilliseconds: instant)
            contribution.precision = 1
            let hour = LondonCalendar.localHour(ofEpochMilliseconds: instant)
            contribution.dayNight = (hour >= 7 && hour < 19 ? DayNight.day : .night).rawValue
            if instant > limit { return future }
        } else if let day = LondonCalendar.day(utf8: text) {
            contribution.day = day
            contribution.precision = 1
            if LondonCalendar.startOfDay(day) > limit { return future }
        } else if let month = LondonCalendar.month(utf8: text), let day = LondonCalendar.firstDay(ofMonth: month) {
            contribution.day = day
            contribution.precision = 2
            if LondonCalendar.startOfDay(day) > limit { return future }
        } else {
            return .refused(
                .timeImpossible, pointer: pointer, detail: "not a date that exists; write it as the schema says")
        }
        contribution.period = LondonCalendar.month(ofDay: contribution.day)
        if contribution.day < Self.countyBegins {
            return .refused(
                .timePast, pointer: pointer,
                detail: "occurred before 1 April 1974, when West Yorkshire came into being; check the date")
        }
        let said = tape.member(data, "day_night")
        if Self.says("day", said, tape) { contribution.dayNight = DayNight.day.rawValue }
        if Self.says("night", said, tape) { contribution.dayNight = DayNight.night.rawValue }
        return nil
    }

    /// The member that says when: the start of `occurred` or `period`, or the type's own date.
    private static func when(_ data: JSONNode, _ tape: JSONTape) -> (node: JSONNode, pointer: String)? {
        if let span = tape.member(data, "occurred"), let from = start(span, tape) {
            return (from, "/data/occurred/from")
        }
        if let span = tape.member(data, "period"), let from = start(span, tape) { return (from, "/data/period/from") }
        if let at = tape.member(data, "assault_date_and_time") { return (at, "/data/assault_date_and_time") }
        if let at = tape.member(data, "observed") { return (at, "/data/observed") }
        if let at = tape.member(data, "valid_from") { return (at, "/data/valid_from") }
        return nil
    }

    private static func start(_ span: JSONNode, _ tape: JSONTape) -> JSONNode? {
        tape.kind(span) == .object ? tape.member(span, "from") : nil
    }

    private static func says(_ word: StaticString, _ node: JSONNode?, _ tape: JSONTape) -> Bool {
        guard let node, tape.kind(node) == .string else { return false }
        return ByteCompare.equal(tape.bytes(node), word)
    }

    private func readPlace(_ data: JSONNode, _ tape: JSONTape, _ contribution: inout Contribution) -> Finding {
        let place = tape.member(data, "place") ?? data
        guard tape.kind(place) == .object else { return self.place(in: .unlocated, .unlocated, &contribution) }
        let point = tape.member(place, "point")
        let gridPoint = point.flatMap { gridReference($0, tape) }
        let hexagon = gridPoint.flatMap { county.grid.cell(easting: $0.easting, northing: $0.northing) }
        guard let area = tape.member(place, "area") else {
            return self.place(at: hexagon, point: gridPoint, hasPoint: point != nil, &contribution)
        }
        switch areaPlacement(area, tape) {
        case .inCounty(let cell):
            contribution.hexagon = hexagon?.rawValue ?? 0
            return self.place(in: cell, .counted, &contribution)
        case .outside:
            return self.place(in: .outside, .outside, &contribution)
        case .neverIssued:
            let code = tape.member(area, "code") ?? area
            let text = String(decoding: tape.bytes(code), as: UTF8.self)
            return .refused(
                .areaUnknown, pointer: "/data/place/area/code",
                detail: "no area \(text) was ever issued for its vintage; check the code and the vintage")
        case .noLookup:
            // Placed by the area name's district if that is one of the five, then by the point, else nowhere.
            if let name = tape.member(area, "name"), let cell = lookup.district(ofAreaName: tape.bytes(name)) {
                contribution.hexagon = hexagon?.rawValue ?? 0
                return self.place(in: cell, .counted, &contribution)
            }
            let finding = self.place(at: hexagon, point: gridPoint, hasPoint: point != nil, &contribution)
            guard case .found(let found, .unlocated, _) = finding else { return finding }
            return .found(found, .unlocated, note: .areaNoLookup)
        }
    }

    /// Returns name a district by its bare code, or the county; places name an area by kind, code and vintage.
    private func areaPlacement(_ area: JSONNode, _ tape: JSONTape) -> AreaPlacement {
        if tape.kind(area) == .string {
            if Self.says("county", area, tape) { return .inCounty(.county) }
            return lookup.place(utf8: tape.bytes(area), kind: .district, vintage: AreaLookup.vintage)
        }
        guard let code = tape.member(area, "code"), tape.kind(code) == .string,
            let vintage = tape.member(area, "vintage").flatMap({ tape.int64($0) }).flatMap({ Int(exactly: $0) })
        else { return .noLookup }
        let bytes = tape.bytes(code)
        guard let kind = Cell.kind(ofCode: bytes) else { return .noLookup }
        return lookup.place(utf8: bytes, kind: kind, vintage: vintage)
    }

    /// Places a record by its point alone: counted in its hexagon and in the smallest area whose imported boundary holds it;
    /// without boundaries in the county.
    private func place(
        at hexagon: Cell?, point: GridPoint?, hasPoint: Bool, _ contribution: inout Contribution
    ) -> Finding {
        guard hasPoint else { return place(in: .unlocated, .unlocated, &contribution) }
        if let point, !lookup.boundaries.isEmpty {
            let areas = lookup.boundaries.cells(at: point)
            // Kinds are numbered from the smallest up.
            if let area = areas.min(by: { ($0.kind?.rawValue ?? 0) < ($1.kind?.rawValue ?? 0) }) {
                contribution.hexagon = hexagon?.rawValue ?? 0
                return place(in: area, .counted, &contribution)
            }
        }
        guard let hexagon, county.contains(hexagon) else { return place(in: .outside, .outside, &contribution) }
        contribution.hexagon = hexagon.rawValue
        return place(in: .county, .counted, &contribution)
    }

    private func place(in cell: Cell, _ ending: Ending, _ contribution: inout Contribution) -> Finding {
        contribution.area = cell.rawValue
        return .found(contribution, ending, note: nil)
    }

    private func gridReference(_ point: JSONNode, _ tape: JSONTape) -> GridPoint? {
        if let longitude = tape.member(point, "longitude"), let latitude = tape.member(point, "latitude"),
            let x = tape.double(longitude), let y = tape.double(latitude)
        {
            return transform.grid(longitude: x, latitude: y)
        }
        guard let easting = tape.member(point, "easting"), let northing = tape.member(point, "northing"),
            let x = tape.double(easting), let y = tape.double(northing)
        else { return nil }
        return GridPoint(easting: x, northing: y)
    }
}
