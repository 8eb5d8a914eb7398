/// Why a message was not accepted, or not taken as it was sent.
///
/// Codes are stable: never renamed, never reused.
///
/// The article ReasonCodes lists them with what the sender does next; a test holds it and `schemas/codes/reason_code.json`
/// against this type.
package enum ReasonCode: String, CaseIterable, Sendable {
    case notJSON = "NOT_JSON"
    case notUTF8 = "NOT_UTF8"
    case tooLarge = "TOO_LARGE"
    case tooDeep = "TOO_DEEP"
    case duplicateKey = "DUPLICATE_KEY"
    case numberOutOfRange = "NUMBER_OUT_OF_RANGE"
    case envelopeInvalid = "ENVELOPE_INVALID"
    case attributeControlCharacter = "ATTRIBUTE_CONTROL_CHARACTER"
    case contentTypeUnsupported = "CONTENT_TYPE_UNSUPPORTED"
    case typeUnknown = "TYPE_UNKNOWN"
    case sourceMismatch = "SOURCE_MISMATCH"
    case schemaInvalid = "SCHEMA_INVALID"
    case schemaUnknown = "SCHEMA_UNKNOWN"
    case revisionInvalid = "REVISION_INVALID"
    case revisionConflict = "REVISION_CONFLICT"
    case revisionStale = "REVISION_STALE"
    case timeImpossible = "TIME_IMPOSSIBLE"
    case timeFuture = "TIME_FUTURE"
    case timePast = "TIME_PAST"
    case areaUnknown = "AREA_UNKNOWN"
    case areaNoLookup = "AREA_NO_LOOKUP"
    case keyMismatch = "KEY_MISMATCH"
    case partitionMismatch = "PARTITION_MISMATCH"
    case tombstone = "TOMBSTONE"
    case typeNotListed = "TYPE_NOT_LISTED"
    case patientInformation = "PATIENT_INFORMATION"
    case investigatoryPowers = "INVESTIGATORY_POWERS"
    case agreementNotInForce = "AGREEMENT_NOT_IN_FORCE"
    case signatureMissing = "SIGNATURE_MISSING"
    case signatureBad = "SIGNATURE_BAD"
    case poison = "POISON"

    /// The status of the receipt that carries this reason.
    package var status: ReceiptStatus {
        switch self {
        case .typeNotListed, .patientInformation, .investigatoryPowers, .agreementNotInForce: .withheld
        case .revisionStale: .stale
        case .areaNoLookup: .accepted
        default: .rejected
        }
    }

    /// One line: what is wrong.
    package var meaning: String {
        switch self {
        case .notJSON: "The value is not JSON as RFC 8259 has it."
        case .notUTF8: "The value, or an attribute, is not UTF-8."
        case .tooLarge: "The value is larger than the limit (1 MiB unless configured)."
        case .tooDeep: "Objects and arrays are nested deeper than the limit (64 levels unless configured)."
        case .duplicateKey: "An object names the same member twice."
        case .numberOutOfRange: "A number is too large to be held (such as 1e400)."
        case .envelopeInvalid: "A CloudEvents attribute is missing, of the wrong kind or malformed."
        case .attributeControlCharacter: "An attribute contains a control character."
        case .contentTypeUnsupported: "The data are not JSON by their content type, or the event is in batched mode."
        case .typeUnknown: "The registry has no such message type, or it does not belong on this topic."
        case .sourceMismatch: "The source is not the partner that the topic belongs to."
        case .schemaInvalid: "The data do not follow the type's schema."
        case .schemaUnknown:
            "The attribute dataschema, or the framing's schema id, names a schema the hub does not know."
        case .revisionInvalid: "The revision is missing where it is required, or no whole number from 1 to 2147483647."
        case .revisionConflict: "The same revision was accepted before with other content."
        case .revisionStale: "A higher revision of the record was accepted before."
        case .timeImpossible: "A date or time does not exist, such as 30 February."
        case .timeFuture: "It occurred more than one hour after it was received."
        case .timePast: "It occurred before 1 April 1974, when West Yorkshire came into being."
        case .areaUnknown: "The area code was never issued in its vintage."
        case .areaNoLookup: "The hub has no look-up for the area code's vintage; the record is counted as unlocated."
        case .keyMismatch: "The Kafka record's key is not the message's subject."
        case .partitionMismatch: "The record lies in another partition than murmur2 of its subject gives."
        case .tombstone: "The record has neither value nor attributes."
        case .typeNotListed: "The partner's directory entry does not list the type."
        case .patientInformation: "The message is marked as patient information, which may not be exchanged."
        case .investigatoryPowers: "The message is marked as restricted by the Investigatory Powers Act 2016."
        case .agreementNotInForce: "The agreement that the message names is not in force."
        case .signatureMissing: "The partner's directory entry demands signed messages and this one is not."
        case .signatureBad:
            "The message's envelope is malformed, or no signature in it is by a listed key of the partner."
        case .poison: "The message stopped the hub more than once and was set aside."
        }
    }

    /// One line: what the sender does next.
    package var remedy: String {
        switch self {
        case .notJSON: "Send one JSON value a record; detail gives line and column."
        case .notUTF8: "Send UTF-8; a file saved by a spreadsheet is often Windows-1252."
        case .tooLarge: "Send less in one message, or ask for a larger limits.message_bytes."
        case .tooDeep: "Send the data as the schema has them; none of the types needs ten levels."
        case .duplicateKey: "Send each member once; pointer names it."
        case .numberOutOfRange: "Send the number as the schema bounds it; pointer names it where known."
        case .envelopeInvalid: "Set the attribute that pointer names; see schemas/envelope/v1/schema.json."
        case .attributeControlCharacter: "Strip line ends, tabs and other control characters from the attribute."
        case .contentTypeUnsupported: "Send application/json as data, one event a record."
        case .typeUnknown: "Use a type of schemas/registry.json, and its own topic."
        case .sourceMismatch: "Set source to /partners/ and your id, and write to your own topics."
        case .schemaInvalid: "Mend what pointer and detail name; hub validate shows every fault."
        case .schemaUnknown: "Name the schema that the registry has, or leave the attribute out."
        case .revisionInvalid: "Send a whole number, higher by one with every change of the record."
        case .revisionConflict: "Send the change under a higher revision."
        case .revisionStale: "Nothing, if messages were sent again or overtook each other; else use a higher revision."
        case .timeImpossible: "Correct the date; instants are RFC 3339 with their offset."
        case .timeFuture: "Correct the date, or the clock of the sending system."
        case .timePast: "Check the date: an empty field often becomes 1900 or 1970."
        case .areaUnknown: "Correct the code or its vintage."
        case .areaNoLookup: "Nothing; or send a point, or a code of the vintage 2011."
        case .keyMismatch: "Set the record's key to the subject."
        case .partitionMismatch: "Set partitioner=murmur2_random in the Kafka client."
        case .tombstone: "Send a withdrawal: attributes with kind withdrawal and a higher revision."
        case .typeNotListed: "Ask the hub's data officer to list the type for you."
        case .patientInformation: "Do not send it; anonymise at the source."
        case .investigatoryPowers: "Do not send it; ask your data officer where such information may go."
        case .agreementNotInForce: "Name an agreement in force, or none."
        case .signatureMissing: "Send a DSSE envelope with the content type application/vnd.dsse+json."
        case .signatureBad: "Sign the payload's bytes with the key that the partner directory lists for you."
        case .poison: "Ask the operator; the dead letter has the raw bytes."
        }
    }
}
