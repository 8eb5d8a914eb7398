import CRdkafka
import HubTransport

/// What librdkafka's codes mean for whoever runs the hub; the one place where they become errors of ours.
enum KafkaFault {
    /// - Parameters:
    ///   - what: what was being done, for example `reading in.wyp.asb.incident.v1/0`.
    ///   - detail: the library's own sentence, if it has one.
    static func error(_ code: rd_kafka_resp_err_t, _ what: String, detail: String? = nil) -> TransportError {
        let said = detail.map { ": \($0)" } ?? ": " + text(code)
        // A broker that does not take a certificate hangs up; only its last words say why.
        if let detail, detail.contains("SSL alert") {
            return TransportError(.refused, "no TLS connection while \(what)\(said)\(certificateHint(detail))")
        }
        switch code {
        case RD_KAFKA_RESP_ERR__TRANSPORT, RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN, RD_KAFKA_RESP_ERR__RESOLVE,
            RD_KAFKA_RESP_ERR__TIMED_OUT, RD_KAFKA_RESP_ERR__MSG_TIMED_OUT, RD_KAFKA_RESP_ERR__TIMED_OUT_QUEUE,
            RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT, RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE,
            RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION, RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE,
            RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS, RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS_AFTER_APPEND,
            RD_KAFKA_RESP_ERR_BROKER_NOT_AVAILABLE:
            return TransportError(
                .unavailable,
                "the cluster does not answer while \(what)\(said); see that the brokers run and that the "
                    + "address and the certificates are right")
        case RD_KAFKA_RESP_ERR__SSL:
            return TransportError(.refused, "no TLS connection while \(what)\(said)\(certificateHint(detail))")
        case RD_KAFKA_RESP_ERR__AUTHENTICATION, RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED:
            return TransportError(.refused, "the broker refused the log-in while \(what)\(said)\(logInHint(said))")
        case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED,
            RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED, RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED:
            return TransportError(
                .refused,
                "the broker knows who this is and does not allow \(what)\(said); the cluster's operator grants it (hub kafka"
                    + " plan prints what is needed)")
        case RD_KAFKA_RESP_ERR_SECURITY_DISABLED:
            return TransportError(
                .configuration,
                "the cluster holds nobody to access rules while \(what); set authorizer.class.name on its brokers")
        case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC,
            RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION:
            return TransportError(.unknownTopic, "there is no such topic or partition: \(what)")
        case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE:
            return TransportError(
                .tooLarge, "a record is larger than its topic takes while \(what); raise the topic's max.message.bytes")
        case RD_KAFKA_RESP_ERR__FENCED, RD_KAFKA_RESP_ERR_PRODUCER_FENCED, RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH,
            RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION, RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID,
            RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID:
            return TransportError(.fenced, "another process has taken over while \(what)\(said)")
        case RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET, RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE:
            return TransportError(.offsetOutOfRange, "the offset is not there any more or not yet: \(what)")
        default:
            return TransportError(.storage, "Kafka could not do it: \(what)\(said)")
        }
    }

    /// The library's sentence for a code.
    static func text(_ code: rd_kafka_resp_err_t) -> String { String(cString: rd_kafka_err2str(code)) }

    /// Librdkafka before 2.6.1 sends the server's nonce twice, which Kafka 4 takes for a wrong password.
    private static func logInHint(_ said: String) -> String {
        let isOld = rd_kafka_version() < 0x0206_01ff
        return "; see that name or password are right"
            + (isOld && said.contains("SCRAM")
                ? "; if they are, the brokers are newer than this library: librdkafka "
                    + "\(KafkaLog.libraryVersion) cannot log in by SCRAM to Kafka 4, whatever the password: "
                    + "use a client certificate" : "")
    }

    /// What the library says when it does not take its options.
    static func refusal(_ said: String) -> String {
        if said.contains("mismatch") {
            return "kafka.tls.key is not the key of kafka.tls.certificate; name the pair that was issued together"
        }
        return "the Kafka client cannot be made: \(said)"
    }

    private static func certificateHint(_ detail: String?) -> String {
        let detail = detail ?? ""
        if detail.contains("expired") { return "; a certificate has expired: renew it" }
        if detail.contains("not yet valid") { return "; a certificate is not valid yet: look at the clocks" }
        if detail.contains("certificate verify failed") {
            return
                "; the broker's certificate is not signed by the authority that kafka.tls.ca names, or is not for this address"
        }
        if detail.contains("certificate required") || detail.contains("bad certificate")
            || detail.contains("handshake failure")
            || detail.contains("unknown ca") || detail.contains("certificate unknown")
        {
            return
                "; the broker does not take this client's certificate: see that it has not expired, is valid already and is"
                + " of the right authority (kafka.tls in the configuration)"
        }
        return "; see kafka.tls in the configuration"
    }
}
