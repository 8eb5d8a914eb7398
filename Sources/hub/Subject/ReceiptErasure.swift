import HubJSON

/// Receipts name the references of messages: finds and takes out one of them.
enum ReceiptErasure {
    /// Whether a receipt record names the reference.
    static func names(_ reference: [UInt8], in value: [UInt8]) -> Bool {
        guard let document = try? JSONValue.parse(value) else { return false }
        let text = String(decoding: reference, as: UTF8.self)
        return receipts(document).contains { $0["subject"]?.string == text }
    }

    /// The record without the reference and without the id of its message; all else stays.
    static func erased(_ reference: [UInt8], in value: [UInt8]) -> [UInt8] {
        guard let document = try? JSONValue.parse(value) else { return value }
        let text = String(decoding: reference, as: UTF8.self)
        var writer = JSONWriter()
        writer.beginArray()
        for receipt in receipts(document) {
            let isOurs = receipt["subject"]?.string == text
            writer.beginObject()
            for (key, member) in receipt.object?.members ?? [] {
                writer.key(key)
                if isOurs, key == "subject" || key == "message_id" || key == "detail" {
                    writer.null()
                } else {
                    write(member, to: &writer)
                }
            }
            writer.endObject()
        }
        writer.endArray()
        return writer.bytes
    }

    private static func receipts(_ document: JSONValue) -> [JSONValue] { document.array ?? [document] }

    /// Receipts are flat: texts, whole numbers and nulls.
    private static func write(_ value: JSONValue, to writer: inout JSONWriter) {
        if let text = value.string {
            writer.string(text)
        } else if let number = value.int {
            writer.int(Int64(number))
        } else {
            writer.null()
        }
    }
}
