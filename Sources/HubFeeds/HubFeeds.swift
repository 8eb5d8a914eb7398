// The first file of HubFeeds lands with its first type.
