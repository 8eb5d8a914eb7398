import HubGeography
import HubJSON

/// Writes the part of a message's data that an agreement releases: the listed fields, no place finer than agreed.
///
/// One per thread; walks the parsed message once and allocates nothing once its buffer has grown.
struct Minimiser {
    private let lookup: AreaLookup
    private var mask = FieldMask([])
    private var precision = PlacePrecision.point
    private var cell = Cell.unlocated

    init(lookup: AreaLookup) { self.lookup = lookup }

    /// - Parameters:
    ///   - data: the data on `tape`, valid against their schema.
    ///   - cell: where the record is counted; what it is coarsened from.
    mutating func write(
        _ data: JSONNode, on tape: JSONTape, terms: ReleaseTerms, cell: Cell, to writer: inout JSONWriter
    ) {
        mask = terms.mask
        precision = terms.precision
        self.cell = cell
        write(data, tape, mask.root, &writer)
    }

    private func write(_ node: JSONNode, _ tape: JSONTape, _ place: FieldMask.Place, _ writer: inout JSONWriter) {
        switch tape.kind(node) {
        case .object: writeObject(node, tape, place, &writer)
        case .array: writeArray(node, tape, place, &writer)
        default: place == .whole ? writeScalar(node, tape, &writer) : writer.null()
        }
    }

    private func writeObject(_ node: JSONNode, _ tape: JSONTape, _ place: FieldMask.Place, _ writer: inout JSONWriter) {
        writer.beginObject()
        var key = tape.firstChild(node)
        let end = tape.end(node)
        while key != end {
            let value = tape.value(ofKey: key)
            let name = tape.bytes(key)
            if let below = mask.place(place, name), isReleased(value, tape, below) {
                writeMember(name, value, tape, below, &writer)
            }
            key = tape.next(value)
        }
        writer.endObject()
    }

    /// A pointer that goes deeper than a scalar selects nothing of it.
    private func isReleased(_ value: JSONNode, _ tape: JSONTape, _ place: FieldMask.Place) -> Bool {
        place == .whole || tape.kind(value) == .object || tape.kind(value) == .array
    }

    private func writeMember(
        _ name: UnsafeRawBufferPointer, _ value: JSONNode, _ tape: JSONTape, _ place: FieldMask.Place,
        _ writer: inout JSONWriter
    ) {
        if precision != .point {
            if PlacePrecision.isFinePlace(name) { return }
            if ByteCompare.equal(name, "area") { return writeArea(name, value, tape, place, &writer) }
            if ByteCompare.equal(name, "areas") { return writeAreas(name, value, tape, place, &writer) }
        }
        writer.key(name)
        write(value, tape, place, &writer)
    }

    private func writeArea(
        _ name: UnsafeRawBufferPointer, _ value: JSONNode, _ tape: JSONTape, _ place: FieldMask.Place,
        _ writer: inout JSONWriter
    ) {
        if tape.kind(value) == .string {
            if Self.isCode(tape.bytes(value)), !precision.allows(Cell.kind(ofCode: tape.bytes(value))) {
                guard place == .whole, let area = precision.coarsened(cell, lookup) else { return }
                writer.key(name)
                return writer.string(area.code)
            }
        } else if let code = tape.member(value, "code"), !precision.allows(Cell.kind(ofCode: tape.bytes(code))) {
            guard let area = precision.coarsened(cell, lookup) else { return }
            writer.key(name)
            return write(area, place, &writer)
        }
        writer.key(name)
        write(value, tape, place, &writer)
    }

    /// A larger area in the place of the message's own, by its listed members.
    private func write(_ area: Area, _ place: FieldMask.Place, _ writer: inout JSONWriter) {
        writer.beginObject()
        if mask.place(place, "area_kind") == .whole {
            writer.key("area_kind")
            writer.string(Self.word(area.cell.kind))
        }
        if mask.place(place, "code") == .whole {
            writer.key("code")
            writer.string(area.code)
        }
        if mask.place(place, "vintage") == .whole, let vintage = area.cell.vintage {
            writer.key("vintage")
            writer.int(Int64(vintage))
        }
        if mask.place(place, "name") == .whole {
            writer.key("name")
            writer.string(area.name)
        }
        writer.endObject()
    }

    /// A list of codes keeps those that are coarse enough.
    private func writeAreas(
        _ name: UnsafeRawBufferPointer, _ value: JSONNode, _ tape: JSONTape, _ place: FieldMask.Place,
        _ writer: inout JSONWriter
    ) {
        guard tape.kind(value) == .array, place == .whole else { return }
        writer.key(name)
        writer.beginArray()
        var element = tape.firstChild(value)
        let end = tape.end(value)
        while element != end {
            let code = tape.member(element, "code") ?? element
            if tape.kind(code) == .string, precision.allows(Cell.kind(ofCode: tape.bytes(code))) {
                write(element, tape, .whole, &writer)
            }
            element = tape.next(element)
        }
        writer.endArray()
    }

    private func writeArray(_ node: JSONNode, _ tape: JSONTape, _ place: FieldMask.Place, _ writer: inout JSONWriter) {
        writer.beginArray()
        var element = tape.firstChild(node)
        let end = tape.end(node)
        var number = 0
        while element != end {
            if let below = mask.place(place, element: number), isReleased(element, tape, below) {
                write(element, tape, below, &writer)
            }
            element = tape.next(element)
            number += 1
        }
        writer.endArray()
    }

    private func writeScalar(_ node: JSONNode, _ tape: JSONTape, _ writer: inout JSONWriter) {
        switch tape.kind(node) {
        case .string: writer.string(utf8: tape.bytes(node))
        case .true: writer.bool(true)
        case .false: writer.bool(false)
        case .integer, .decimal:
            // A number is passed on as it was written: nothing is lost to rounding.
            if tape.kind(node) == .integer, let integer = tape.int64(node) {
                writer.int(integer)
            } else if let text = tape.numberText(node) {
                writer.raw(text)
            } else {
                writer.null()
            }
        default: writer.null()
        }
    }

    /// Whether a text is an area's code at all; returns name the county by a word.
    private static func isCode(_ text: UnsafeRawBufferPointer) -> Bool { Cell.kind(ofCode: text) != nil }

    private static func word(_ kind: Cell.Kind?) -> String {
        switch kind {
        case .lsoa: "lsoa"
        case .msoa: "msoa"
        case .ward: "ward"
        default: "district"
        }
    }
}
