import HubKafka
package import HubTransport

/// A partner's way to the hub: a Kafka cluster, or the hub itself over HTTPS. One thread at a time.
public final class HubLink {
    /// Paths of PEM files that a partner shows, and checks the other side with.
    public struct Certificates: Sendable {
        /// The authority that signed the other side's certificate; nil for the machine's own list.
        public var authority: String?
        /// The client certificate, with those between it and its authority.
        public var certificate: String?
        /// Its private key.
        public var key: String?

        /// Certificates by their paths; none by default.
        public init(authority: String? = nil, certificate: String? = nil, key: String? = nil) {
            self.authority = authority
            self.certificate = certificate
            self.key = key
        }
    }

    enum Way {
        case log(any RecordSource & RecordSink)
        case hub(HubConnection)
    }

    let way: Way
    /// Whether every offset of a topic holds a record, so that one left out is one lost. Kafka spends offsets on the marks of
    /// transactions too.
    let spendsOffsetsOnRecordsOnly: Bool

    /// As many as `hub kafka apply` gives a topic of a cluster that is not there yet.
    var partitionsOfNewTopics: Int32 { spendsOffsetsOnRecordsOnly ? 1 : 6 }

    /// Makes of a batch what its reader may see; nil where that is what lies there.
    let opened: ((RecordBatch) throws -> RecordBatch)?

    /// A link over a log of this process: in memory, embedded, or a cluster that is connected already.
    ///
    /// - Parameter opened: opens what lies sealed in the log; records without a key are left out.
    package init(
        _ log: any RecordSource & RecordSink, opened: ((RecordBatch) throws -> RecordBatch)? = nil
    ) {
        self.opened = opened
        way = .log(log)
        spendsOffsetsOnRecordsOnly = !(log is KafkaLog)
    }

    /// A link over an open connection.
    package init(_ connection: HubConnection) {
        opened = nil
        way = .hub(connection)
        spendsOffsetsOnRecordsOnly = true
    }

    /// The hub over HTTPS.
    ///
    /// - Parameters:
    ///   - address: such as `https://hub.example:8443`; `http://` on the hub's own machine.
    ///   - key: an API key, which the hub's operator makes; nil where a client certificate says who this is.
    /// - Throws: ``ExchangeError`` for what is no address.
    public static func https(_ address: String, key: String? = nil, certificates: Certificates = Certificates()) throws
        -> HubLink
    {
        var credentials = HubConnection.Credentials()
        credentials.key = key
        credentials.authority = certificates.authority
        credentials.certificate = certificates.certificate
        credentials.certificateKey = certificates.key
        return HubLink(try HubConnection(address, credentials))
    }

    /// A Kafka cluster, over mutual TLS wherever it is not this machine's own.
    ///
    /// - Parameters:
    ///   - bootstrap: `HOST:PORT`, comma between several.
    ///   - name: what the brokers' logs and quotas call this program.
    /// - Throws: ``ExchangeError`` for options that cannot be used; whether the cluster answers shows at the first call.
    public static func kafka(_ bootstrap: String, certificates: Certificates = Certificates(), name: String = "partner")
        throws -> HubLink
    {
        var options = KafkaOptions(bootstrap: bootstrap)
        options.clientID = name
        options.certificateAuthority = certificates.authority
        options.certificate = certificates.certificate
        options.key = certificates.key
        return try ExchangeError.translating { HubLink(try KafkaLog(options, clock: SystemClock())) }
    }
}
