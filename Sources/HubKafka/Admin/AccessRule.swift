import CRdkafka

/// One access rule (ACL) of a cluster: who may do what with which resource.
package struct AccessRule: Hashable, Sendable {
    /// What a rule is about.
    package enum Resource: String, Sendable, CaseIterable {
        case topic
        case group
        case cluster
        /// Librdkafka 2.0.2 can neither make nor name such a rule; it reads one as a resource it does not know.
        case transactionalID = "transactional-id"
    }

    /// What is allowed.
    package enum Operation: String, Sendable, CaseIterable {
        case all, read, write, create, delete, alter, describe
        case clusterAction = "clusteraction"
        case describeConfigs = "describeconfigs"
        case alterConfigs = "alterconfigs"
        case idempotentWrite = "idempotentwrite"
    }

    /// As the brokers spell it: `User:leeds`.
    package var principal: String
    package var operation: Operation
    package var resource: Resource
    package var name: String
    /// Whether it holds for every name that begins so.
    package var isPrefix: Bool
    /// Whether it forbids instead.
    package var isDenied: Bool
    /// Address it holds for; `*` for any.
    package var host: String

    package init(
        _ principal: String, _ operation: Operation, _ resource: Resource, _ name: String, isPrefix: Bool = false,
        isDenied: Bool = false, host: String = "*"
    ) {
        self.principal = principal
        self.operation = operation
        self.resource = resource
        self.name = name
        self.isPrefix = isPrefix
        self.isDenied = isDenied
        self.host = host
    }

    /// Whether this library can make it.
    package var canBeMade: Bool { resource != .transactionalID }

    /// A line for people.
    package var text: String {
        let name = resource == .cluster ? "" : " " + self.name + (isPrefix ? "*" : "")
        return "\(principal) \(isDenied ? "may not" : "may") \(operation.rawValue) \(resource.rawValue)\(name)"
            + (host == "*" ? "" : " from \(host)")
    }

    /// The command of Kafka's own tools that makes it.
    ///
    /// - Parameter bootstrap: where the cluster is.
    package func command(bootstrap: String) -> String {
        let kind = resource == .cluster ? "--cluster" : "--\(resource.rawValue) '\(name)'"
        return "kafka-acls.sh --bootstrap-server \(bootstrap) --command-config admin.properties --add"
            + " --\(isDenied ? "deny" : "allow")-principal '\(principal)' --operation \(operation.rawValue) \(kind)"
            + (isPrefix ? " --resource-pattern-type prefixed" : "")
            + (host == "*" ? "" : " --\(isDenied ? "deny" : "allow")-host '\(host)'")
    }
}

extension AccessRule {
    /// Librdkafka's numbers are the protocol's.
    private static let operations: [(Operation, rd_kafka_AclOperation_t)] = [
        (.all, RD_KAFKA_ACL_OPERATION_ALL), (.read, RD_KAFKA_ACL_OPERATION_READ),
        (.write, RD_KAFKA_ACL_OPERATION_WRITE), (.create, RD_KAFKA_ACL_OPERATION_CREATE),
        (.delete, RD_KAFKA_ACL_OPERATION_DELETE), (.alter, RD_KAFKA_ACL_OPERATION_ALTER),
        (.describe, RD_KAFKA_ACL_OPERATION_DESCRIBE), (.clusterAction, RD_KAFKA_ACL_OPERATION_CLUSTER_ACTION),
        (.describeConfigs, RD_KAFKA_ACL_OPERATION_DESCRIBE_CONFIGS),
        (.alterConfigs, RD_KAFKA_ACL_OPERATION_ALTER_CONFIGS),
        (.idempotentWrite, RD_KAFKA_ACL_OPERATION_IDEMPOTENT_WRITE),
    ]

    /// The rule that a binding of the library stands for; nil for what has no name here.
    init?(_ binding: OpaquePointer) {
        guard let principal = rd_kafka_AclBinding_principal(binding), let name = rd_kafka_AclBinding_name(binding),
            let host = rd_kafka_AclBinding_host(binding),
            let operation = Self.operations.first(where: { $0.1 == rd_kafka_AclBinding_operation(binding) })?.0
        else { return nil }
        let resource: Resource
        switch rd_kafka_AclBinding_restype(binding) {
        case RD_KAFKA_RESOURCE_TOPIC: resource = .topic
        case RD_KAFKA_RESOURCE_GROUP: resource = .group
        case RD_KAFKA_RESOURCE_BROKER: resource = .cluster
        // 2.0.2 has no name for them.
        case RD_KAFKA_RESOURCE_UNKNOWN: resource = .transactionalID
        default: return nil
        }
        self.init(
            String(cString: principal), operation, resource, String(cString: name),
            isPrefix: rd_kafka_AclBinding_resource_pattern_type(binding) == RD_KAFKA_RESOURCE_PATTERN_PREFIXED,
            isDenied: rd_kafka_AclBinding_permission_type(binding) == RD_KAFKA_ACL_PERMISSION_TYPE_DENY,
            host: String(cString: host))
    }

    /// Number of the resource's kind; the protocol's cluster is the library's broker.
    var resourceType: rd_kafka_ResourceType_t {
        switch resource {
        case .topic: RD_KAFKA_RESOURCE_TOPIC
        case .group: RD_KAFKA_RESOURCE_GROUP
        case .cluster: RD_KAFKA_RESOURCE_BROKER
        case .transactionalID: RD_KAFKA_RESOURCE_UNKNOWN
        }
    }

    var patternType: rd_kafka_ResourcePatternType_t {
        isPrefix ? RD_KAFKA_RESOURCE_PATTERN_PREFIXED : RD_KAFKA_RESOURCE_PATTERN_LITERAL
    }

    var operationType: rd_kafka_AclOperation_t {
        Self.operations.first { $0.0 == operation }?.1 ?? RD_KAFKA_ACL_OPERATION_UNKNOWN
    }

    var permissionType: rd_kafka_AclPermissionType_t {
        isDenied ? RD_KAFKA_ACL_PERMISSION_TYPE_DENY : RD_KAFKA_ACL_PERMISSION_TYPE_ALLOW
    }
}
