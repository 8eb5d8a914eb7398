/// A cluster as the partner directory wants it.
extension CommandTable {
    static let kafka = [kafkaPlan, kafkaApply]

    private static let kafkaOptions: [OptionSpecification] = [
        .init(
            name: "partitions", placeholder: "N", help: "partitions of input and state topics that are made here",
            kind: .integer(1...1000), fallback: "6"),
        .init(
            name: "replication", placeholder: "N", help: "copies of each record; default 3, or the number of brokers",
            kind: .integer(1...100)),
        .init(
            name: "principal", placeholder: "NAME", help: "the name in the hubs' own certificate", fallback: "hub"),
        .flag("all", "show what is in order too"), tableOrJSON,
    ]

    static let kafkaPlan = CommandSpecification(
        words: ["kafka", "plan"],
        summary: "what a cluster lacks of the topics, access rules and quotas that directory and agreements imply",
        discussion: """
            Changes nothing. Exit status 0 when there is nothing to do, 1 when something is missing, different or too many;
            each comes with the command of Kafka's own tools where the hub cannot do it. Brokers know partners by the CN of
            their certificates: ssl.principal.mapping.rules=RULE:^CN=([^,]+).*$/$1/,DEFAULT.
            """,
        options: kafkaOptions,
        examples: [.init("hub kafka plan --config hub.json", "every difference between the cluster and the plan")],
        run: { try KafkaCommand.plan($0) })

    static let kafkaApply = CommandSpecification(
        words: ["kafka", "apply"],
        summary: "makes the topics and access rules that are missing and mends settings that differ",
        discussion: """
            Needs an administrator's certificate in the configuration. Topics are never removed, and neither their partitions
            nor their replicas changed. Quotas, and rules on transactional ids, are beyond librdkafka 2.0.2: the commands for
            them are printed. Exit status 1 when something is left to do by hand.
            """,
        options: kafkaOptions + [.flag("prune", "take away access rules that are not in the plan")],
        examples: [
            .init("hub kafka apply --config admin.json --partitions 12", "a new cluster, ready for partners and hubs")
        ],
        run: { try KafkaCommand.apply($0) })
}
