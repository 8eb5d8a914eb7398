// The first file of HubJSON lands with its first type.
