import Glibc
import HubGateway
import HubGeography

/// The real month that the demonstration publishes; it lies beside the program.
struct DemoMonth {
    static let label = "July 2016"
    static let first = LondonCalendar.day(year: 2016, month: 7, day: 1) ?? 0
    static let days = 31
    private static let fileName = "2016-07-west-yorkshire-street.csv"

    let path: String
    /// Areas of the county in which violent crime was recorded, a mention for each row: where the synthetic messages lie.
    let violentPlaces: [(code: String, name: String)]

    /// - Throws: `CommandFailure` with `noInput` when the file is not where the build puts it.
    init() throws {
        path = try Self.folder() + "/" + Self.fileName
        let file = try InputFile(path)
        var reader = CSVReader { try file.read(into: $0) }
        var row = CSVRow()
        var places: [(code: String, name: String)] = []
        while try reader.next(into: &row) {
            guard row.fault == nil, row.count > 9, Self.violent.contains(row.text(9)) else { continue }
            let code = row.text(7)
            guard let cell = Cell(code: code, vintage: AreaLookup.vintage), AreaLookup.shipped.contains(cell) else {
                continue
            }
            places.append((code, row.text(8)))
        }
        violentPlaces = places
    }

    private static let violent: Set = ["Violence and sexual offences", "Robbery", "Possession of weapons"]

    private static func folder() throws -> String {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &buffer, buffer.count)
        let program = String(decoding: buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let folder = program.lastIndex(of: "/").map { String(program[..<$0]) } ?? "."
        let candidate = folder + "/hub_hub.resources/Resources"
        guard access(candidate + "/" + fileName, R_OK) == 0 else {
            throw CommandFailure(
                .noInput,
                "the month of the demonstration is not beside the program: there is no \(candidate)/\(fileName)")
        }
        return candidate
    }
}
