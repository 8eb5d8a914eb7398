// The first file of HubSchema lands with its first type.
