import Synchronization

/// What is sent back.
struct Response: Sendable {
    /// Status code.
    var status: Int
    /// Header fields beside those that every response has.
    var headers: [(name: String, value: String)] = []
    /// The body.
    var body: Body = .init([])
    /// Strong validator without quotes; makes `If-None-Match` work.
    var etag: String?
    /// How long clients may keep it without asking, in seconds; nil for not at all, 0 for after asking.
    var maximumAge: Int?
    /// Whether it may be compressed: large text.
    var isText = true
    /// Why it was refused, for the log; nil for what is no refusal.
    var refusal: String?
    /// Whether the connection ends with it.
    var closes = false

    /// Bytes that several responses may share, with their compressed form once somebody asked for it.
    ///
    /// `@unchecked Sendable`: the bytes never change after the initialiser and go with the object.
    final class Body: @unchecked Sendable {
        let bytes: UnsafeRawBufferPointer
        private let compressed = Mutex<Body?>(nil)

        init(_ array: [UInt8]) {
            let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: array.count, alignment: 16)
            memory.copyBytes(from: array)
            bytes = UnsafeRawBufferPointer(memory)
        }

        deinit { bytes.deallocate() }

        /// The gzip form, made once.
        var gzip: Body? {
            compressed.withLock { held in
                if held == nil { held = Gzip.compressed(bytes).map { Body($0) } }
                return held
            }
        }
    }

    init(_ status: Int, type: String? = nil, _ bytes: [UInt8] = []) {
        self.status = status
        body = Body(bytes)
        if let type { headers.append(("Content-Type", type)) }
    }

    init(_ status: Int, type: String? = nil, _ text: String) { self.init(status, type: type, Array(text.utf8)) }

    static let json = "application/json"
    static let geoJSON = "application/geo+json"
    static let html = "text/html; charset=utf-8"
}
