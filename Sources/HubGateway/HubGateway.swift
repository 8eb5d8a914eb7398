// The first file of HubGateway lands with its first type.
