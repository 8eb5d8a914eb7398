package import HubJSON

extension ImportedGeography {
    /// Reads the stored form; nil if it is none.
    package init?(_ value: JSONValue) {
        guard let layers = value["layers"]?.array, let links = value["links"]?.array,
            let populations = value["populations"]?.array
        else { return nil }
        for entry in layers {
            guard let layer = Layer(entry) else { return nil }
            self.layers.append(layer)
        }
        for entry in links {
            guard let from = entry[0].flatMap(Self.number), let to = entry[1].flatMap(Self.number) else { return nil }
            self.links.insert(Link(from: Cell(rawValue: from), to: Cell(rawValue: to)))
        }
        for entry in populations {
            guard let cell = entry[0].flatMap(Self.number), let residents = entry[1].flatMap(Self.number) else {
                return nil
            }
            self.populations[Cell(rawValue: cell)] = residents
        }
    }

    fileprivate static func number(_ value: JSONValue) -> Int64? { value.int.map { Int64($0) } }

    /// The stored form.
    package var json: [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("layers")
        writer.beginArray()
        for layer in layers { layer.write(&writer) }
        writer.endArray()
        writer.key("links")
        writer.beginArray()
        for link in links.sorted(by: { ($0.from, $0.to) < ($1.from, $1.to) }) {
            writer.beginArray()
            writer.int(link.from.rawValue)
            writer.int(link.to.rawValue)
            writer.endArray()
        }
        writer.endArray()
        writer.key("populations")
        writer.beginArray()
        for (cell, residents) in populations.sorted(by: { $0.key < $1.key }) {
            writer.beginArray()
            writer.int(cell.rawValue)
            writer.int(residents)
            writer.endArray()
        }
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }
}

extension ImportedGeography.Layer {
    fileprivate init?(_ value: JSONValue) {
        guard let kind = value["kind"]?.int.flatMap({ Cell.Kind(rawValue: UInt8(clamping: $0)) }),
            let vintage = value["vintage"]?.int, let list = value["areas"]?.array
        else { return nil }
        self.init(kind: kind, vintage: Int(vintage), areas: [], neighbours: [], rings: [])
        for entry in list {
            guard let code = entry["code"]?.string, let cell = Cell(code: code, vintage: Int(vintage)),
                let name = entry["name"]?.string, let population = entry["population"]?.int,
                let hectares = entry["hectares"]?.double, let longitude = entry["longitude"]?.double,
                let latitude = entry["latitude"]?.double, let neighbours = entry["neighbours"]?.array,
                let rings = entry["rings"]?.array
            else { return nil }
            areas.append(
                Area(
                    cell: cell, code: code, name: name, population: Int64(population), hectares: hectares,
                    longitude: longitude, latitude: latitude))
            self.neighbours.append(
                neighbours.compactMap { $0.int.map { Int($0) } }.filter { list.indices.contains($0) })
            self.rings.append(
                rings.map { ring in
                    let numbers = (ring.array ?? []).compactMap(\.double)
                    return stride(from: 0, to: numbers.count - 1, by: 2).map {
                        GridPoint(easting: numbers[$0], northing: numbers[$0 + 1])
                    }
                })
        }
    }

    fileprivate func write(_ writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("kind")
        writer.int(Int64(kind.rawValue))
        writer.key("vintage")
        writer.int(Int64(vintage))
        writer.key("areas")
        writer.beginArray()
        for (index, area) in areas.enumerated() {
            writer.beginObject()
            writer.key("code")
            writer.string(area.code)
            writer.key("name")
            writer.string(area.name)
            writer.key("population")
            writer.int(area.population)
            writer.key("hectares")
            writer.double(area.hectares)
            writer.key("longitude")
            writer.double(area.longitude)
            writer.key("latitude")
            writer.double(area.latitude)
            writer.key("neighbours")
            writer.beginArray()
            for other in neighbours[index] { writer.int(Int64(other)) }
            writer.endArray()
            writer.key("rings")
            writer.beginArray()
            for ring in rings[index] {
                writer.beginArray()
                for point in ring {
                    // To the millimetre.
                    writer.double((point.easting * 1000).rounded() / 1000)
                    writer.double((point.northing * 1000).rounded() / 1000)
                }
                writer.endArray()
            }
            writer.endArray()
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
    }
}
