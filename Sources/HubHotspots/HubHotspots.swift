// The first file of HubHotspots lands with its first type.
