import CZlib

/// Gzip (RFC 1952) through zlib.
enum Gzip {
    /// Compressed bytes; nil where zlib has no memory.
    static func compressed(_ bytes: UnsafeRawBufferPointer, level: Int32 = 5) -> [UInt8]? {
        var stream = z_stream()
        guard hub_deflate_init(&stream, level) == Z_OK else { return nil }
        defer { deflateEnd(&stream) }
        let bound = Int(deflateBound(&stream, UInt(bytes.count)))
        var finished = false
        let result = [UInt8](unsafeUninitializedCapacity: bound) { buffer, count in
            stream.next_in = UnsafeMutablePointer(
                mutating: bytes.baseAddress?.assumingMemoryBound(to: UInt8.self))
            stream.avail_in = UInt32(bytes.count)
            stream.next_out = buffer.baseAddress
            stream.avail_out = UInt32(bound)
            finished = deflate(&stream, Z_FINISH) == Z_STREAM_END
            count = bound - Int(stream.avail_out)
        }
        return finished ? result : nil
    }

    /// What inflating gave.
    enum Inflated {
        case bytes([UInt8])
        case tooLarge
        case malformed
    }

    /// Inflates gzip or zlib data, at most to `limit` bytes: a small body may stand for a very large one.
    static func inflated(_ bytes: [UInt8], limit: Int) -> Inflated {
        var stream = z_stream()
        guard hub_inflate_init(&stream) == Z_OK else { return .malformed }
        defer { inflateEnd(&stream) }
        var source = bytes
        var result: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 256 << 10)
        return source.withUnsafeMutableBufferPointer { input -> Inflated in
            stream.next_in = input.baseAddress
            stream.avail_in = UInt32(input.count)
            while true {
                let (status, made) = chunk.withUnsafeMutableBufferPointer { output -> (Int32, Int) in
                    stream.next_out = output.baseAddress
                    stream.avail_out = UInt32(output.count)
                    let status = inflate(&stream, Z_NO_FLUSH)
                    return (status, output.count - Int(stream.avail_out))
                }
                guard result.count + made <= limit else { return .tooLarge }
                result.append(contentsOf: chunk[..<made])
                if status == Z_STREAM_END { return stream.avail_in == 0 ? .bytes(result) : .malformed }
                guard status == Z_OK, made > 0 || stream.avail_in > 0 else { return .malformed }
            }
        }
    }
}
