import HubGeography

/// CloudEvents attributes of what the hub itself publishes, in binary mode (Kafka protocol binding, section 3.2).
enum BinaryEvent {
    static func headers(
        id: String, type: String, subject: String, time: Int64, contentType: String,
        extensions: [(name: String, value: String)] = []
    ) -> [(name: String, value: [UInt8]?)] {
        var headers: [(name: String, value: [UInt8]?)] = [
            ("content-type", Array(contentType.utf8)),
            ("ce_specversion", Array("1.0".utf8)),
            ("ce_id", Array(id.utf8)),
            ("ce_source", Array("/hub".utf8)),
            ("ce_type", Array(type.utf8)),
            ("ce_subject", Array(subject.utf8)),
            ("ce_time", Array(LondonCalendar.text(ofEpochMilliseconds: time).utf8)),
        ]
        for item in extensions { headers.append(("ce_" + item.name, Array(item.value.utf8))) }
        return headers
    }
}
