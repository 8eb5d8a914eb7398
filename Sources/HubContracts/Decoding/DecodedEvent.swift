package import HubJSON

/// One event as the decoder read it: views into its tape or the record, valid until the next decode.
///
/// After a rejection every attribute that could be read is still here, so that the receipt can name the message.
package struct DecodedEvent {
    /// How attributes and data came.
    package enum Mode: UInt8, Sendable {
        /// One JSON object holds attributes and data.
        case structured
        /// Attributes are headers, the value is the data.
        case binary
    }

    package var mode = Mode.structured
    package var id: UnsafeRawBufferPointer?
    package var source: UnsafeRawBufferPointer?
    package var type: UnsafeRawBufferPointer?
    package var subject: UnsafeRawBufferPointer?
    /// RFC 3339; nil where the event has none.
    package var time: UnsafeRawBufferPointer?
    package var dataschema: UnsafeRawBufferPointer?
    package var datacontenttype: UnsafeRawBufferPointer?
    package var agreement: UnsafeRawBufferPointer?
    package var traceparent: UnsafeRawBufferPointer?
    /// From 1; 1 for a report without one; 0 where it could not be read.
    package var revision: Int32 = 0
    package var kind = EventKind.report
    /// What the envelope says; anonymous, which raises nothing, where it is silent.
    package var sensitivity = Sensitivity.anonymous
    /// Whether the envelope marks the information as restricted by Parts 1 to 7 or Part 9 Chapter 1 of the Investigatory
    /// Powers Act 2016.
    package var isRestricted = false
    /// The data on the decoder's tape; nil where there are none (a withdrawal) or after a rejection.
    package var data: JSONNode?
    /// The schema id of a Confluent-framed value.
    package var framedSchemaID: UInt32?

    /// An event of which nothing has been read.
    package init() {}
}
