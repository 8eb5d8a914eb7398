// The first file of HubOperations lands with its first type.
