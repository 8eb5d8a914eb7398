import HubContracts
import HubJSON

/// The registry as an AsyncAPI 3.0 document: what a partner may send, what it gets back, on which topics.
struct AsyncAPIDocument {
    let value: JSONValue

    init(_ contracts: Contracts, server: String) {
        let types = contracts.registry.types
        let partners = contracts.partners.partners.map(\.id).sorted()
        var channels = JSONObject()
        var operations = JSONObject()
        var messages = JSONObject()
        let parameter: JSONValue = [
            "partner": [
                "description": "A partner as the partner directory spells it.",
                "enum": .array(partners.map { .string($0) }),
            ]
        ]

        func channel(_ name: String, _ address: String, _ title: String, _ message: String, takesPartner: Bool = true) {
            var members = JSONObject([
                ("address", .string(address)), ("title", .string(title)),
                ("messages", .object(JSONObject([(message, Self.reference("#/components/messages/\(message)"))]))),
            ])
            if takesPartner { members["parameters"] = parameter }
            channels[name] = .object(members)
        }

        func operation(_ name: String, _ action: String, _ channel: String, _ message: String, _ summary: String) {
            operations[name] = [
                "action": .string(action), "channel": Self.reference("#/channels/\(channel)"),
                "summary": .string(summary),
                "messages": .array([Self.reference("#/channels/\(channel)/messages/\(message)")]),
            ]
        }

        for entry in types {
            let name = Self.name(entry)
            messages[name] = [
                "name": .string(entry.type), "title": .string(entry.title),
                "contentType": "application/cloudevents+json; charset=UTF-8",
                "payload": [
                    "schemaFormat": "application/schema+json;version=draft-2020-12",
                    "schema": Self.reference(SchemaURI.event(type: entry.type, version: entry.version)),
                ],
                "bindings": [
                    "kafka": [
                        "key": ["type": "string", "description": "The event's subject."], "bindingVersion": "0.5.0",
                    ]
                ],
            ]
            guard entry.isPublishedByPartners else { continue }
            let version = "v\(entry.version)"
            channel("in.\(name)", "in.{partner}.\(entry.type).\(version)", "\(entry.title), sent", name)
            operation("receive.\(name)", "receive", "in.\(name)", name, "The hub takes the message and answers it.")
            channel("out.\(name)", "out.{partner}.\(entry.type).\(version)", "\(entry.title), disclosed", name)
            operation(
                "send.\(name)", "send", "out.\(name)", name,
                "The hub passes on what an agreement in force gives the partner.")
        }
        for (type, address, title) in [
            ("receipt", "receipt.{partner}.v1", "Receipts: one for every message"),
            ("deadletter", "deadletter.{partner}.v1", "Messages that could not be accepted"),
        ] {
            guard let entry = types.first(where: { $0.type == type }) else { continue }
            channel(type, address, title, Self.name(entry))
            operation("send.\(type)", "send", type, Self.name(entry), title + ".")
        }
        if let summary = types.first(where: { $0.type == "hotspot.summary" }) {
            for (theme, title) in [("asb", "Anti-social behaviour"), ("knife", "Knife crime")] {
                let name = "hotspot.\(theme)"
                channel(
                    name, "hotspot.\(theme).exact.v1", "\(title) hotspots", Self.name(summary), takesPartner: false)
                operation("send.\(name)", "send", name, Self.name(summary), "The current summary of each window.")
            }
        }
        value = [
            "asyncapi": "3.0.0",
            "info": [
                "title": "Data-sharing hub", "version": .string(CommandTable.version),
                "description":
                    "Messages that partners of a Serious Violence Duty area send each other. Made from the registry.",
            ],
            "defaultContentType": "application/cloudevents+json",
            "servers": ["kafka": ["host": .string(server), "protocol": "kafka"]],
            "channels": .object(channels), "operations": .object(operations),
            "components": ["messages": .object(messages)],
        ]
    }

    private static func reference(_ target: String) -> JSONValue { ["$ref": .string(target)] }

    private static func name(_ entry: Registry.Entry) -> String { "\(entry.type).v\(entry.version)" }
}
