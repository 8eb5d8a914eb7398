import CRdkafka
package import HubTransport

/// What an operator asks of a cluster and has done to it: topics as they are, their settings, who may do what.
package final class ClusterAdmin {
    /// A topic as the brokers keep it.
    package struct Topic: Sendable, Equatable {
        package var partitions: Int32
        package var replication: Int32
        /// Settings by the brokers' names, defaults included.
        package var settings: [String: String]
        /// Those of them that were set for this topic.
        package var ownSettings: [String: String]
    }

    let client: KafkaClient
    let options: KafkaOptions
    private let log: KafkaLog

    /// - Throws: `TransportError` with `configuration`; whether the cluster answers shows at the first call.
    package init(_ options: KafkaOptions, clock: any HubClock) throws {
        self.options = options
        client = try KafkaClient(.consumer, options.common() + [("allow.auto.create.topics", "false")])
        log = try KafkaLog(options, clock: clock)
    }

    private var request: AdminRequest { AdminRequest(client: client, options: options) }

    /// The brokers that there are.
    package func brokerCount() throws -> Int { try log.reader.brokerCount() }

    /// The topics that `isWanted`, with partitions, replicas and settings.
    package func topics(where isWanted: (String) -> Bool) throws -> [String: Topic] {
        let metadata = try client.metadata(allTopics: true, options, "asking for the topics")
        defer { rd_kafka_metadata_destroy(metadata) }
        var found: [String: Topic] = [:]
        for index in 0..<Int(metadata.pointee.topic_cnt) {
            let topic = metadata.pointee.topics[index]
            let name = String(cString: topic.topic)
            guard topic.err == RD_KAFKA_RESP_ERR_NO_ERROR, isWanted(name) else { continue }
            let replicas = (0..<Int(topic.partition_cnt)).map { topic.partitions[$0].replica_cnt }.min() ?? 0
            found[name] = Topic(partitions: topic.partition_cnt, replication: replicas, settings: [:], ownSettings: [:])
        }
        for (name, settings) in try settings(of: found.keys.sorted(), RD_KAFKA_RESOURCE_TOPIC) {
            found[name]?.settings = settings.all
            found[name]?.ownSettings = settings.own
        }
        return found
    }

    /// The settings of topics or brokers, and those that were set for one alone.
    private func settings(
        of names: [String], _ kind: rd_kafka_ResourceType_t
    ) throws -> [String: (all: [String: String], own: [String: String])] {
        guard !names.isEmpty else { return [:] }
        var resources: [OpaquePointer?] = names.map { rd_kafka_ConfigResource_new(kind, $0) }
        defer { rd_kafka_ConfigResource_destroy_array(&resources, resources.count) }
        return try request.perform(RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS, "asking for settings") { request, queue in
            rd_kafka_DescribeConfigs(client.handle, &resources, resources.count, request, queue)
        } take: { event in
            var found: [String: (all: [String: String], own: [String: String])] = [:]
            var count = 0
            let results = rd_kafka_DescribeConfigs_result_resources(
                rd_kafka_event_DescribeConfigs_result(event), &count)
            for index in 0..<count {
                guard let resource = results?[index] else { continue }
                let name = String(cString: rd_kafka_ConfigResource_name(resource))
                try check(resource, "asking for the settings of \(name)")
                var entries = 0
                let list = rd_kafka_ConfigResource_configs(resource, &entries)
                for place in 0..<entries {
                    guard let entry = list?[place], let value = rd_kafka_ConfigEntry_value(entry) else { continue }
                    let key = String(cString: rd_kafka_ConfigEntry_name(entry))
                    found[name, default: ([:], [:])].all[key] = String(cString: value)
                    if rd_kafka_ConfigEntry_source(entry) == RD_KAFKA_CONFIG_SOURCE_DYNAMIC_TOPIC_CONFIG {
                        found[name, default: ([:], [:])].own[key] = String(cString: value)
                    }
                }
            }
            return found
        }
    }

    private func check(_ resource: OpaquePointer, _ what: String) throws {
        let code = rd_kafka_ConfigResource_error(resource)
        guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
            throw client.error(
                code, what, detail: rd_kafka_ConfigResource_error_string(resource).map { String(cString: $0) })
        }
    }

    /// Makes a topic with its first records.
    package func create(_ topic: String, partitions: Int32) throws {
        try log.createTopic(topic, partitions: partitions)
    }

    /// Sets a topic's own settings, all of them: the request of this library's version replaces what was set before.
    package func set(_ settings: [String: String], of topic: String) throws {
        guard let resource = rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic) else {
            throw TransportError(.storage, "out of memory")
        }
        var resources: [OpaquePointer?] = [resource]
        defer { rd_kafka_ConfigResource_destroy_array(&resources, 1) }
        for (name, value) in settings { rd_kafka_ConfigResource_set_config(resource, name, value) }
        try request.perform(RD_KAFKA_ADMIN_OP_ALTERCONFIGS, "changing the settings of \(topic)") { request, queue in
            rd_kafka_AlterConfigs(client.handle, &resources, 1, request, queue)
        } take: { event in
            var count = 0
            let results = rd_kafka_AlterConfigs_result_resources(rd_kafka_event_AlterConfigs_result(event), &count)
            for index in 0..<count {
                if let result = results?[index] { try check(result, "changing the settings of \(topic)") }
            }
        }
    }

    // MARK: Access rules

    /// Every rule there is; nil for a cluster that holds nobody to any.
    package func rules() throws -> [AccessRule]? {
        var buffer = [CChar](repeating: 0, count: 512)
        guard
            let filter = rd_kafka_AclBindingFilter_new(
                RD_KAFKA_RESOURCE_ANY, nil, RD_KAFKA_RESOURCE_PATTERN_ANY, nil, nil, RD_KAFKA_ACL_OPERATION_ANY,
                RD_KAFKA_ACL_PERMISSION_TYPE_ANY, &buffer, buffer.count)
        else { throw TransportError(.storage, "the access rules cannot be asked for: \(text(of: buffer))") }
        defer { rd_kafka_AclBinding_destroy(filter) }
        let found = try request.perform(RD_KAFKA_ADMIN_OP_DESCRIBEACLS, "asking for the access rules") {
            request, queue in
            rd_kafka_DescribeAcls(client.handle, filter, request, queue)
        } take: { event in
            var count = 0
            let list = rd_kafka_DescribeAcls_result_acls(rd_kafka_event_DescribeAcls_result(event), &count)
            return (0..<count).compactMap { index in list?[index].flatMap { AccessRule($0) } }
        }
        // Without an authoriser the brokers answer with an error, which this library's version drops.
        return try found.isEmpty && !hasAuthoriser() ? nil : found
    }

    /// Whether the brokers hold anybody to rules, by their own configuration.
    private func hasAuthoriser() throws -> Bool {
        let metadata = try client.metadata(allTopics: false, options, "asking for the brokers")
        defer { rd_kafka_metadata_destroy(metadata) }
        guard metadata.pointee.broker_cnt > 0 else { return true }
        let broker = "\(metadata.pointee.brokers[0].id)"
        let settings = try settings(of: [broker], RD_KAFKA_RESOURCE_BROKER)
        return settings[broker]?.all["authorizer.class.name"]?.isEmpty == false
    }

    /// Adds rules; those that are there already stay.
    package func add(_ rules: [AccessRule]) throws {
        var bindings: [OpaquePointer?] = try rules.map { rule in
            var buffer = [CChar](repeating: 0, count: 512)
            guard
                let binding = rd_kafka_AclBinding_new(
                    rule.resourceType, rule.name, rule.patternType, rule.principal, rule.host, rule.operationType,
                    rule.permissionType, &buffer, buffer.count)
            else { throw TransportError(.storage, "the rule \(rule.text) cannot be made: \(text(of: buffer))") }
            return binding
        }
        guard !bindings.isEmpty else { return }
        defer { rd_kafka_AclBinding_destroy_array(&bindings, bindings.count) }
        try request.perform(RD_KAFKA_ADMIN_OP_CREATEACLS, "adding access rules") { request, queue in
            rd_kafka_CreateAcls(client.handle, &bindings, bindings.count, request, queue)
        } take: { event in
            var count = 0
            let results = rd_kafka_CreateAcls_result_acls(rd_kafka_event_CreateAcls_result(event), &count)
            for index in 0..<count {
                guard let result = results?[index], let error = rd_kafka_acl_result_error(result) else { continue }
                throw client.error(
                    rd_kafka_error_code(error), "adding the rule \(rules[index].text)",
                    detail: String(cString: rd_kafka_error_string(error)))
            }
        }
    }

    /// Takes rules away.
    package func remove(_ rules: [AccessRule]) throws {
        var filters: [OpaquePointer?] = try rules.map { rule in
            var buffer = [CChar](repeating: 0, count: 512)
            guard
                let filter = rd_kafka_AclBindingFilter_new(
                    rule.resourceType, rule.name, rule.patternType, rule.principal, rule.host, rule.operationType,
                    rule.permissionType, &buffer, buffer.count)
            else { throw TransportError(.storage, "the rule \(rule.text) cannot be named: \(text(of: buffer))") }
            return filter
        }
        guard !filters.isEmpty else { return }
        defer { rd_kafka_AclBinding_destroy_array(&filters, filters.count) }
        try request.perform(RD_KAFKA_ADMIN_OP_DELETEACLS, "removing access rules") { request, queue in
            rd_kafka_DeleteAcls(client.handle, &filters, filters.count, request, queue)
        } take: { event in
            var count = 0
            let results = rd_kafka_DeleteAcls_result_responses(rd_kafka_event_DeleteAcls_result(event), &count)
            for index in 0..<count {
                guard let result = results?[index], let error = rd_kafka_DeleteAcls_result_response_error(result) else {
                    continue
                }
                throw client.error(
                    rd_kafka_error_code(error), "removing the rule \(rules[index].text)",
                    detail: String(cString: rd_kafka_error_string(error)))
            }
        }
    }
}
