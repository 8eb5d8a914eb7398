import HubJSON

/// One act on personal data, or one batch of them, as the audit log keeps it.
///
/// Categories are those of section 62 of the Data Protection Act 2018. An entry says how much of what went where under
/// which agreement, and never what it said: a digest stands for the messages.
package struct AuditEntry: Sendable {
    /// The operations that section 62(1) lists.
    package enum Category: String, Sendable, CaseIterable {
        case collection, alteration, consultation, disclosure, combination, erasure
    }

    package var category: Category
    /// What was done, one or two words: `relay`, `discard`.
    package var act: String
    /// `hub`, or whoever asked: a partner's principal, or the operator's account.
    package var actor: String
    package var partner: String?
    package var type: String?
    package var topic: String?
    package var partition: Int32?
    package var firstOffset: Int64?
    package var lastOffset: Int64?
    package var count: Int64?
    package var agreement: String?
    package var version: Int?
    package var recipient: String?
    /// BLAKE2b-256 over the ids of the messages, a line feed after each, in the order of their offsets; hexadecimal.
    package var digest: String?
    /// A justification or a reason; no personal data.
    package var detail: String?

    package init(_ category: Category, _ act: String, actor: String = "hub") {
        self.category = category
        self.act = act
        self.actor = actor
    }

    /// The bytes that are hashed and kept; absent members are left out.
    ///
    /// - Parameter at: RFC 3339, UTC.
    func json(number: Int64, at: String, into writer: inout JSONWriter) {
        func text(_ key: StaticString, _ value: String?) {
            guard let value else { return }
            writer.key(key)
            writer.string(value)
        }
        func integer(_ key: StaticString, _ value: Int64?) {
            guard let value else { return }
            writer.key(key)
            writer.int(value)
        }
        writer.reset()
        writer.beginObject()
        integer("number", number)
        text("at", at)
        text("category", category.rawValue)
        text("act", act)
        text("actor", actor)
        text("partner", partner)
        text("type", type)
        text("topic", topic)
        integer("partition", partition.map(Int64.init))
        integer("first_offset", firstOffset)
        integer("last_offset", lastOffset)
        integer("count", count)
        text("agreement", agreement)
        integer("version", version.map(Int64.init))
        text("recipient", recipient)
        text("digest", digest)
        text("detail", detail)
        writer.endObject()
    }
}
