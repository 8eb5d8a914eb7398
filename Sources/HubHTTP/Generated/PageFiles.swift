// Made by .ci/generate-pages from Pages/Files; never edited.

/// The files of the server's own pages.
enum PageFiles {
    /// Every file by its name.
    static let all: [(name: StaticString, text: StaticString)] = [
        (
            "openapi.json",
            ####"""
            {
             "openapi": "3.0.3",
             "info": {
              "title": "Hub of the Serious Violence Duty, West Yorkshire",
              "version": "1.0.0",
              "description": "Hotspots as OGC API - Features Part 1, single summaries, changes; for partners ingest of events and their mailbox. Without a key or a client certificate what the public tier may see is served. A limit above 10,000 is cut to it.",
              "license": {
               "name": "Data: Open Government Licence v3.0",
               "url": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
              }
             },
             "servers": [
              {
               "url": "/"
              }
             ],
             "tags": [
              {
               "name": "Features",
               "description": "OGC API - Features Part 1"
              },
              {
               "name": "Feeds",
               "description": "Summaries as published"
              },
              {
               "name": "Partners",
               "description": "Sending and receiving messages"
              },
              {
               "name": "Operation",
               "description": "For operators"
              }
             ],
             "paths": {
              "/": {
               "get": {
                "operationId": "getLandingPage",
                "summary": "The landing page",
                "tags": [
                 "Features"
                ],
                "parameters": [
                 {
                  "$ref": "#/components/parameters/f"
                 }
                ],
                "responses": {
                 "200": {
                  "description": "Links to everything",
                  "content": {
                   "application/json": {
                    "schema": {
                     "$ref": "#/components/schemas/landingPage"
                    }
                   },
                   "text/html": {
                    "schema": {
                     "type": "string"
                    }
                   }
                  }
                 },
                 "400": {
                  "$ref": "#/components/responses/problem"
                 },
                 "401": {
                  "$ref": "#/components/responses/problem"
                 },
                 "406": {
                  "$ref": "#/components/responses/problem"
                 },
                 "429": {
                  "$ref": "#/components/responses/problem"
                 },
                 "500": {
                  "$ref": "#/components/responses/problem"
                 },
                 "503": {
                  "$ref": "#/components/responses/problem"
                 }
                },
                "security": [
                 {},
                 {
                  "key": []
                 }
                ]
               }
              },
              "/conformance": {
               "get": {
                "operationId": "getConformance",
                "summary": "What the API conforms to",
                "tags": [
                 "Features"
                ],
                "parameters": [
                 {
                  "$ref": "#/components/parameters/f"
                 }
                ],
                "responses": {
                 "200": {
                  "description": "Conformance classes",
                  "content": {
                   "application/json": {
                    "schema": {
                     "$ref": "#/components/schemas/conformance"
                    }
                   },
                   "text/html": {
                    "schema": {
                     "type": "string"
                    }
                   }
                  }
                 },
                 "400": {
                  "$ref": "#/components/responses/problem"
                 },
                 "401": {
                  "$ref": "#/components/responses/problem"
                 },
                 "406": {
                  "$ref": "#/components/responses/problem"
                 },
                 "429": {
                  "$ref": "#/components/responses/problem"
                 },
                 "500": {
                  "$ref": "#/components/responses/problem"
                 },
                 "503": {
                  "$ref": "#/components/responses/problem"
                 }
                },
                "security": [
                 {},
                 {
                  "key": []
                 }
                ]
               }
              },
              "/api": {
               "get": {
                "operationId": "getAPI",
                "summary": "This document",
                "tags": [
                 "Features"
                ],
                "parameters": [
                 {
                  "$ref": "#/components/parameters/f"
                 }
                ],
                "responses": {
                 "200": {
                  "description": "OpenAPI 3.0",
                  "content": {
                   "application/vnd.oai.openapi+json;version=3.0": {
                    "schema": {
                     "type": "object"
                    }
                   },
                   "text/html": {
                    "schema": {
                     "type": "string"
                    }
                   }
                  }
                 },
                 "400": {
                  "$ref": "#/components/responses/problem"
                 },
                 "401": {
                  "$ref": "#/components/responses/problem"
                 },
                 "406": {
                  "$ref": "#/components/responses/problem"
                 },
                 "429": {
                  "$ref": "#/components/responses/problem"
                 },
                 "500": {
                  "$ref": "#/components/responses/problem"
                 },
                 "503": {
                  "$ref": "#/components/responses/problem"
                 }
                },
                "security": [
                 {},
                 {
                  "key": []
                 }
                ]
               }
              },
              "/collections": {
               "get": {
                "operationId": "getCollections",
                "summary": "The collections of a tier",
                "tags": [
                 "Features"
                ],
                "parameters": [
                 {
                  "$ref": "#/components/parameters/f"
                 },
                 {
                  "$ref": "#/components/parameters/tier"
                 }
                ],
                "responses": {
                 "200": {
                  "description": "The collections",
                  "content": {
                   "application/json": {
                    "schema": {
                     "$ref": "#/components/schemas/collections"
                    }
                   },
                   "text/html": {
                    "schema": {
                     "type": "string"
                    }
                   }
                  }
                 },
                 "400": {
                  "$ref": "#/components/responses/problem"
                 },
                 "401": {
                  "$ref": "#/components/responses/problem"
                 },
                 "406": {
                  "$ref": "#/components/responses/problem"
                 },
                 "429": {
                  "$ref": "#/components/responses/problem"
                 },
                 "500": {
                  "$ref": "#/components/responses/problem"
                 },
                 "503": {
                  "$ref": "#/components/responses/problem"
                 },
                 "403": {
                  "$ref": "#/components/responses/problem"
                 }
                },
                "security": [
                 {},
                 {
                  "key": []
                 }
                ]
               }
              },
              "/collections/{collectionId}": {
               "get": {
                "operationId": "describeCollection",
                "summary": "One collection",
                "tags": [
                 "Features"
                ],
                "parameters": [
                 {
                  "$ref": "#/components/parameters/collectionId"
                 },
                 {
                  "$ref": "#/components/parameters/f"
                 },
                 {
                  "$ref": "#/components/parameters/tier"
                 }
                ],
                "responses": {
                 "200": {
                  "description": "The collection",
                  "content": {
                   "application/json": {
                    "schema": {
                     "$ref": "#/components/schemas/collection"
                    }
                   },
                   "text/html": {
                    "schema": {
                     "type": "string"
                    }
                   }
                  }
                 },
                 "400": {
                  "$ref": "#/components/responses/problem"
                 },
                 "401": {
                  "$ref": "#/components/responses/problem"
                 },
                 "406": {
                  "$ref": "#/components/responses/problem"
                 },
                 "429": {
                  "$ref": "#/components/responses/problem"
                 },
                 "500": {
                  "$ref": "#/components/responses/problem"
                 },
                 "503": {
                  "$ref": "#/components/responses/problem"
                 },
                 "403": {
                  "$ref": "#/components/responses/problem"
                 },
                 "404": {
                  "$ref": "#/components/responses/problem"
                 }
                },
                "security": [
                 {},
                 {
                  "key": []
                 }
                ]
               }
              },
              "/collections/{collectionId}/items": {
               "get": {
                "operationId": "getFeatures",
                "summary": "Features of a collection, the latest window first",
                "tags": [
                 "Features"
                ],
                "parameters": [
                 {
                  "$ref": "#/components/parameters/collectionId"
                 },
                 {
                  "$ref": "#/components/parameters/limit"
                 },
                 {
                  "$ref": "#/components/parameters/bbox"
                 },
                 {
                  "$ref": "#/components/parameters/datetime"
                 },
                 {
                  "$ref": "#/components/parameters/offset"
                 },
                 {
                  "$ref": "#/components/parameters/code"
                 },
                 {
                  "$ref": "#/components/parameters/f"
                 },
                 {
                  "$ref": "#/components/parameters/tier"
                 }
                ],
                "responses": {
                 "200": {
                  "description": "A page of features",
                  "headers": {
                   "ETag": {
                    "description": "Validator for If-None-Match",
                    "schema": {
                     "type": "string"
                    }
                   }
                  },
                  "content": {
                   "application/geo+json": {
                    "schema": {
                     "$ref": "#/components/schemas/featureCollection"
                    }
                   },
                   "text/html": {
                    "schema": {
                     "type": "string"
                    }
                   }
                  }
                 },
                 "304": {
                  "description": "As the client has it already"
                 },
                 "400": {
                  "$ref": "#/components/responses/problem"
                 },
                 "401": {
                  "$ref": "#/components/responses/problem"
                 },
                 "406": {
                  "$ref": "#/components/responses/problem"
                 },
                 "429": {
                  "$ref": "#/components/responses/problem"
                 },
                 "500": {
                  "$ref": "#/components/responses/problem"
                 },
                 "503": {
                  "$ref": "#/components/responses/problem"
                 },
                 "403": {
                  "$ref": "#/components/responses/problem"
                 },
                 "404": {
                  "$ref": "#/components/responses/problem"
                 }
                },
                "security": [
                 {},
                 {
                  "key": []
                 }
                ]
               }
              },
              "/collections/{collectionId}/items/{featureId}": {
               "get": {
                "operationId": "getFeature",
                "summary": "One feature",
                "tags": [
                 "Features"
                ],
                "parameters": [
                 {
                  "$ref": "#/components/parameters/collectionId"
                 },
                 {
                  "$ref": "#/components/parameters/featureId"
                 },
                 {
                  "$ref": "#/components/parameters/f"
                 },
                 {
                  "$ref": "#/components/parameters/tier"
                 }
                ],
                "responses": {
                 "200": {
                  "description": "The feature",
                  "headers": {
                   "ETag": {
                    "description": "Validator for If-None-Match",
                    "schema": {
                     "type": "string"
                    }
                   }
                  },
                  "content": {
                   "application/geo+json": {
                    "schema": {
                     "$ref": "#/components/schemas/feature"
                    }
                   },
                   "text/html": {
                    "schema": {
                     "type": "string"
                    }
                   }
                  }
                 },
                 "304": {
                  "description": "As the client has it already"
                 },
                 "400": {
                  "$ref": "#/components/responses/problem"
                 },
                 "401": {
                  "$ref": "#/components/responses/problem"
                 },
                 "406": {
                  "$ref": "#/components/responses/problem"
                 },
                 "429": {
                  "$ref": "#/components/responses/problem"
                 },
                 "500": {
                  "$ref": "#/components/responses/problem"
                 },
                 "503": {
                  "$ref": "#/components/responses/problem"
                 },
                 "403": {
                  "$ref": "#/components/responses/problem"
                 },
                 "404": {
                  "$ref": "#/components/responses/problem"
                 }
                },
                "security": [
                 {},
                 {
                  "key": []
                 }
                ]
               }
              },
              "/feeds/hotspots": {
               "get": {
                "operationId": "getHotspots",
                "summary": "One summary, as published",
                "tags": [
                 "Feeds"
                ],
                "parameters": [
                 {
                  "$ref": "#/components/parameters/theme"
                 },
                 {
                  "$ref": "#/components/parameters/area"
                 },
                 {
                  "$ref": "#/components/parameters/window"
                 },
                 {
                  "$ref": "#/components/parameters/format"
                 },
                 {
                  "$ref": "#/components/parameters/tier"
                 }
                ],
                "responses": {
                 "200": {
                  "description": "The summary",
                  "headers": {
                   "ETag": {
                    "description": "Validator for If-None-Match",
                    "schema": {
                     "type": "string"
                    }
                   }
                  },
                  "content": {
                   "application/json": {
                    "schema": {
                     "$ref": "#/components/schemas/summary"
                    }
                   },
                   "application/geo+json": {
                    "schema": {
                     "$ref": "#/components/schemas/featureCollectionOfSummary"
                    }
                   },
                   "text/csv": {
                    "schema": {
                     "type": "string"
                    }
                   }
                  }
                 },
                 "304": {
                  "description": "As the client has it already"
                 },
                 "400": {
                  "$ref": "#/components/responses/problem"
                 },
                 "401": {
                  "$ref": "#/components/responses/problem"
                 },
                 "406": {
                  "$ref": "#/components/responses/problem"
                 },
                 "429": {
                  "$ref": "#/components/responses/problem"
                 },
                 "500": {
                  "$ref": "#/components/responses/problem"
                 },
                 "503": {
                  "$ref": "#/components/responses/problem"
                 },
                 "403": {
                  "$ref": "#/components/responses/problem"
                 },
                 "404": {
                  "$ref": "#/components/responses/problem"
                 }
                },
                "security": [
                 {},
                 {
                  "key": []
                 }
                ]
               }
              },
              "/changes": {
               "get": {
                "operationId": "getChanges",
                "summary": "What was published or revised since a cursor",
                "tags": [
                 "Feeds"
                ],
                "parameters": [
                 {
                  "$ref": "#/components/parameters/since"
                 },
                 {
                  "$ref": "#/components/parameters/limit"
                 }
                ],
                "responses": {
                 "200": {
                  "description": "Revisions in the order they were written",
                  "content": {
                   "application/json": {
                    "schema": {
                     "$ref": "#/components/schemas/changes"
                    }
                   }
                  }
                 },
                 "400": {
                  "$ref": "#/components/responses/problem"
                 },
                 "401": {
                  "$ref": "#/components/responses/problem"
                 },
                 "406": {
                  "$ref": "#/components/responses/problem"
                 },
                 "429": {
                  "$ref": "#/components/responses/problem"
                 },
                 "500": {
                  "$ref": "#/components/responses/problem"
                 },
                 "503": {
                  "$ref": "#/components/responses/problem"
                 },
                 "410": {
                  "$ref": "#/components/responses/problem"
                 }
                },
                "security": [
                 {},
                 {
                  "key": []
                 }
                ]
               }
              },
              "/events": {
               "post": {
                "operationId": "sendEvents",
                "summary": "Sends events: CloudEvents 1.0, structured or batched (or binary, with ce- header fields)",
                "tags": [
                 "Partners"
                ],
                "security": [
                 {
                  "key": []
                 }
                ],
                "description": "Answered once all events are durable. The source of every event must be /partners/ and the id of the key's partner. With Prefer: wait=N (seconds, at most 60) the answer waits for the final receipts, which otherwise come to topic and mailbox.",
                "requestBody": {
                 "required": true,
                 "content": {
                  "application/cloudevents+json": {
                   "schema": {
                    "$ref": "#/components/schemas/event"
                   }
                  },
                  "application/cloudevents-batch+json": {
                   "schema": {
                    "type": "array",
                    "items": {
                     "$ref": "#/components/schemas/event"
                    }
                   }
                  }
                 }
                },
                "responses": {
                 "202": {
                  "description": "All is durable",
                  "content": {
                   "application/json": {
                    "schema": {
                     "$ref": "#/components/schemas/receipts"
                    }
                   }
                  }
                 },
                 "400": {
                  "$ref": "#/components/responses/problem"
                 },
                 "401": {
                  "$ref": "#/components/responses/problem"
                 },
                 "413": {
                  "$ref": "#/components/responses/problem"
                 },
                 "415": {
                  "$ref": "#/components/responses/problem"
                 },
                 "429": {
                  "$ref": "#/components/responses/problem"
                 },
                 "500": {
                  "$ref": "#/components/responses/problem"
                 },
                 "503": {
                  "$ref": "#/components/responses/problem"
                 }
                }
               }
              },
              "/mailbox": {
               "get": {
                "operationId": "listMailbox",
                "summary": "What waits for the partner",
                "tags": [
                 "Partners"
                ],
                "parameters": [
                 {
                  "$ref": "#/components/parameters/topic"
                 },
                 {
                  "$ref": "#/components/parameters/state"
                 },
                 {
                  "$ref": "#/components/parameters/after"
                 },
                 {
                  "$ref": "#/components/parameters/limit"
                 }
                ],
                "responses": {
                 "200": {
                  "description": "Messages, oldest first by topic",
                  "content": {
                   "application/json": {
                    "schema": {
                     "$ref": "#/components/schemas/mailbox"
                    }
                   }
                  }
                 },
                 "400": {
                  "$ref": "#/components/responses/problem"
                 },
                 "401": {
                  "$ref": "#/components/responses/problem"
                 },
                 "403": {
                  "$ref": "#/components/responses/problem"
                 },
                 "429": {
                  "$ref": "#/components/responses/problem"
                 },
                 "500": {
                  "$ref": "#/components/responses/problem"
                 },
                 "503": {
                  "$ref": "#/components/responses/problem"
                 }
                },
                "security": [
                 {
                  "key": []
                 }
                ]
               }
              },
              "/mailbox/{messageId}": {
               "get": {
                "operationId": "readMessage",
                "summary": "One message, as it was published",
                "tags": [
                 "Partners"
                ],
                "parameters": [
                 {
                  "$ref": "#/components/parameters/messageId"
                 }
                ],
                "responses": {
                 "200": {
                  "description": "The message; its attributes are header fields where it is in binary mode",
                  "content": {
                   "*/*": {
                    "schema": {}
                   }
                  }
                 },
                 "400": {
                  "$ref": "#/components/responses/problem"
                 },
                 "401": {
                  "$ref": "#/components/responses/problem"
                 },
                 "404": {
                  "$ref": "#/components/responses/problem"
                 },
                 "429": {
                  "$ref": "#/components/responses/problem"
                 },
                 "500": {
                  "$ref": "#/components/responses/problem"
                 },
                 "503": {
                  "$ref": "#/components/responses/problem"
                 }
                },
                "security": [
                 {
                  "key": []
                 }
                ]
               },
               "delete": {
                "operationId": "acknowledgeMessage",
                "summary": "Acknowledges a message, which then no longer waits",
                "tags": [
                 "Partners"
                ],
                "security": [
                 {
                  "key": []
                 }
                ],
                "parameters": [
                 {
                  "$ref": "#/components/parameters/messageId"
                 }
                ],
                "responses": {
                 "204": {
                  "description": "Acknowledged"
                 },
                 "400": {
                  "$ref": "#/components/responses/problem"
                 },
                 "401": {
                  "$ref": "#/components/responses/problem"
                 },
                 "404": {
                  "$ref": "#/components/responses/problem"
                 },
                 "429": {
                  "$ref": "#/components/responses/problem"
                 },
                 "500": {
                  "$ref": "#/components/responses/problem"
                 },
                 "503": {
                  "$ref": "#/components/responses/problem"
                 }
                }
               }
              },
              "/healthz": {
               "get": {
                "operationId": "isAlive",
                "summary": "Whether the server runs",
                "tags": [
                 "Operation"
                ],
                "parameters": [],
                "responses": {
                 "200": {
                  "description": "It runs",
                  "content": {
                   "text/plain": {
                    "schema": {
                     "type": "string"
                    }
                   }
                  }
                 },
                 "400": {
                  "$ref": "#/components/responses/problem"
                 },
                 "401": {
                  "$ref": "#/components/responses/problem"
                 },
                 "429": {
                  "$ref": "#/components/responses/problem"
                 },
                 "500": {
                  "$ref": "#/components/responses/problem"
                 },
                 "503": {
                  "$ref": "#/components/responses/problem"
                 }
                },
                "security": [
                 {},
                 {
                  "key": []
                 }
                ]
               }
              },
              "/readyz": {
               "get": {
                "operationId": "isReady",
                "summary": "Whether the server can answer",
                "tags": [
                 "Operation"
                ],
                "parameters": [],
                "responses": {
                 "200": {
                  "description": "It can",
                  "content": {
                   "text/plain": {
                    "schema": {
                     "type": "string"
                    }
                   }
                  }
                 },
                 "400": {
                  "$ref": "#/components/responses/problem"
                 },
                 "401": {
                  "$ref": "#/components/responses/problem"
                 },
                 "429": {
                  "$ref": "#/components/responses/problem"
                 },
                 "500": {
                  "$ref": "#/components/responses/problem"
                 },
                 "503": {
                  "$ref": "#/components/responses/problem"
                 }
                },
                "security": [
                 {},
                 {
                  "key": []
                 }
                ]
               }
              }
             },
             "components": {
              "securitySchemes": {
               "key": {
                "type": "http",
                "scheme": "bearer",
                "description": "An API key; a client certificate of a partner does the same"
               }
              },
              "responses": {
               "problem": {
                "description": "Refused: problem details (RFC 9457)",
                "content": {
                 "application/problem+json": {
                  "schema": {
                   "$ref": "#/components/schemas/problem"
                  }
                 }
                }
               }
              },
              "parameters": {
               "f": {
                "name": "f",
                "in": "query",
                "description": "JSON or HTML, whatever Accept says",
                "schema": {
                 "type": "string",
                 "enum": [
                  "json",
                  "html"
                 ]
                }
               },
               "tier": {
                "name": "tier",
                "in": "query",
                "description": "A tier that the key opens; the highest where absent",
                "schema": {
                 "type": "string",
                 "enum": [
                  "exact",
                  "partner",
                  "public"
                 ]
                }
               },
               "collectionId": {
                "name": "collectionId",
                "in": "path",
                "required": true,
                "description": "Identifier of a collection",
                "schema": {
                 "type": "string",
                 "enum": [
                  "@collections@"
                 ]
                }
               },
               "featureId": {
                "name": "featureId",
                "in": "path",
                "required": true,
                "description": "Area code and window, for example E01011698_2016-07",
                "schema": {
                 "type": "string",
                 "pattern": "^[A-Za-z0-9_-]{1,80}$"
                }
               },
               "limit": {
                "name": "limit",
                "in": "query",
                "description": "Most features on a page; above 10,000 it is cut",
                "schema": {
                 "type": "integer",
                 "minimum": 1,
                 "default": 1000
                }
               },
               "offset": {
                "name": "offset",
                "in": "query",
                "description": "Features passed over; next links carry it",
                "schema": {
                 "type": "integer",
                 "minimum": 0,
                 "default": 0
                }
               },
               "code": {
                "name": "code",
                "in": "query",
                "description": "Only features of this area",
                "schema": {
                 "type": "string",
                 "pattern": "^[A-Za-z0-9_-]{1,40}$"
                }
               },
               "bbox": {
                "name": "bbox",
                "in": "query",
                "description": "West, south, east, north in degrees (WGS 84); with heights six numbers. West above east crosses the antimeridian.",
                "style": "form",
                "explode": false,
                "schema": {
                 "type": "array",
                 "oneOf": [
                  {
                   "minItems": 4,
                   "maxItems": 4
                  },
                  {
                   "minItems": 6,
                   "maxItems": 6
                  }
                 ],
                 "items": {
                  "type": "number"
                 }
                }
               },
               "datetime": {
                "name": "datetime",
                "in": "query",
                "description": "An instant, a day, or an interval of them, open with .. on one side: windows that it meets",
                "style": "form",
                "explode": false,
                "schema": {
                 "type": "string"
                }
               },
               "theme": {
                "name": "theme",
                "in": "query",
                "required": true,
                "description": "What is counted",
                "schema": {
                 "type": "string",
                 "enum": [
                  "asb",
                  "knife"
                 ]
                }
               },
               "area": {
                "name": "area",
                "in": "query",
                "required": true,
                "description": "Kind of area",
                "schema": {
                 "type": "string",
                 "enum": [
                  "lsoa",
                  "msoa",
                  "ward",
                  "district",
                  "hex"
                 ]
                }
               },
               "window": {
                "name": "window",
                "in": "query",
                "description": "month:2016-07, quarter:2016-Q3, year:2016-Q3 or rolling:28@2016-07-31; else the latest whole month (the latest year on the public tier)",
                "schema": {
                 "type": "string"
                }
               },
               "format": {
                "name": "format",
                "in": "query",
                "description": "Form of the summary",
                "schema": {
                 "type": "string",
                 "enum": [
                  "json",
                  "geojson",
                  "csv"
                 ]
                }
               },
               "since": {
                "name": "since",
                "in": "query",
                "description": "Cursor that an earlier answer gave as next",
                "schema": {
                 "type": "string"
                }
               },
               "topic": {
                "name": "topic",
                "in": "query",
                "description": "Only this topic",
                "schema": {
                 "type": "string"
                }
               },
               "state": {
                "name": "state",
                "in": "query",
                "description": "What waits, or all that there is",
                "schema": {
                 "type": "string",
                 "enum": [
                  "waiting",
                  "all"
                 ],
                 "default": "waiting"
                }
               },
               "after": {
                "name": "after",
                "in": "query",
                "description": "Only messages after this one of an earlier page",
                "schema": {
                 "type": "string"
                }
               },
               "messageId": {
                "name": "messageId",
                "in": "path",
                "required": true,
                "description": "As the mailbox lists it",
                "schema": {
                 "type": "string",
                 "pattern": "^[a-z0-9._-]{1,200}$"
                }
               }
              },
              "schemas": {
               "link": {
                "type": "object",
                "required": [
                 "href",
                 "rel"
                ],
                "properties": {
                 "href": {
                  "type": "string"
                 },
                 "rel": {
                  "type": "string"
                 },
                 "type": {
                  "type": "string"
                 },
                 "title": {
                  "type": "string"
                 }
                }
               },
               "problem": {
                "type": "object",
                "required": [
                 "type",
                 "title",
                 "status",
                 "detail"
                ],
                "properties": {
                 "type": {
                  "type": "string"
                 },
                 "title": {
                  "type": "string"
                 },
                 "status": {
                  "type": "integer"
                 },
                 "detail": {
                  "type": "string"
                 }
                }
               },
               "landingPage": {
                "type": "object",
                "required": [
                 "links"
                ],
                "properties": {
                 "title": {
                  "type": "string"
                 },
                 "description": {
                  "type": "string"
                 },
                 "links": {
                  "type": "array",
                  "items": {
                   "$ref": "#/components/schemas/link"
                  }
                 }
                }
               },
               "conformance": {
                "type": "object",
                "required": [
                 "conformsTo"
                ],
                "properties": {
                 "conformsTo": {
                  "type": "array",
                  "items": {
                   "type": "string"
                  }
                 },
                 "links": {
                  "type": "array",
                  "items": {
                   "$ref": "#/components/schemas/link"
                  }
                 }
                }
               },
               "collections": {
                "type": "object",
                "required": [
                 "links",
                 "collections"
                ],
                "properties": {
                 "links": {
                  "type": "array",
                  "items": {
                   "$ref": "#/components/schemas/link"
                  }
                 },
                 "collections": {
                  "type": "array",
                  "items": {
                   "$ref": "#/components/schemas/collection"
                  }
                 }
                }
               },
               "collection": {
                "type": "object",
                "required": [
                 "id",
                 "links"
                ],
                "properties": {
                 "id": {
                  "type": "string"
                 },
                 "title": {
                  "type": "string"
                 },
                 "description": {
                  "type": "string"
                 },
                 "itemType": {
                  "type": "string"
                 },
                 "crs": {
                  "type": "array",
                  "items": {
                   "type": "string"
                  }
                 },
                 "windows": {
                  "type": "array",
                  "items": {
                   "type": "string"
                  }
                 },
                 "note": {
                  "type": "string"
                 },
                 "links": {
                  "type": "array",
                  "items": {
                   "$ref": "#/components/schemas/link"
                  }
                 },
                 "extent": {
                  "type": "object",
                  "properties": {
                   "spatial": {
                    "type": "object",
                    "properties": {
                     "bbox": {
                      "type": "array",
                      "items": {
                       "type": "array",
                       "minItems": 4,
                       "maxItems": 4,
                       "items": {
                        "type": "number"
                       }
                      }
                     },
                     "crs": {
                      "type": "string"
                     }
                    }
                   },
                   "temporal": {
                    "type": "object",
                    "properties": {
                     "interval": {
                      "type": "array",
                      "items": {
                       "type": "array",
                       "minItems": 2,
                       "maxItems": 2,
                       "items": {
                        "type": "string",
                        "format": "date-time",
                        "nullable": true
                       }
                      }
                     },
                     "trs": {
                      "type": "string"
                     }
                    }
                   }
                  }
                 }
                }
               },
               "feature": {
                "type": "object",
                "required": [
                 "type",
                 "id",
                 "geometry",
                 "properties"
                ],
                "properties": {
                 "type": {
                  "type": "string",
                  "enum": [
                   "Feature"
                  ]
                 },
                 "id": {
                  "type": "string"
                 },
                 "geometry": {
                  "type": "object",
                  "nullable": true,
                  "required": [
                   "type",
                   "coordinates"
                  ],
                  "properties": {
                   "type": {
                    "type": "string",
                    "enum": [
                     "Point",
                     "Polygon",
                     "MultiPolygon"
                    ]
                   },
                   "coordinates": {
                    "type": "array",
                    "items": {}
                   }
                  }
                 },
                 "properties": {
                  "type": "object",
                  "required": [
                   "code",
                   "name",
                   "window",
                   "from",
                   "to"
                  ],
                  "properties": {
                   "code": {
                    "type": "string"
                   },
                   "name": {
                    "type": "string"
                   },
                   "window": {
                    "type": "string"
                   },
                   "from": {
                    "type": "string",
                    "format": "date"
                   },
                   "to": {
                    "type": "string",
                    "format": "date",
                    "description": "Exclusive"
                   },
                   "count": {
                    "description": "A number, or * where it may not be shown"
                   },
                   "significance": {
                    "type": "string",
                    "enum": [
                     "hot",
                     "cold",
                     "none",
                     "not_computed"
                    ]
                   }
                  }
                 },
                 "links": {
                  "type": "array",
                  "items": {
                   "$ref": "#/components/schemas/link"
                  }
                 }
                }
               },
               "featureCollection": {
                "type": "object",
                "required": [
                 "type",
                 "features",
                 "links",
                 "numberReturned"
                ],
                "properties": {
                 "type": {
                  "type": "string",
                  "enum": [
                   "FeatureCollection"
                  ]
                 },
                 "numberMatched": {
                  "type": "integer",
                  "minimum": 0
                 },
                 "numberReturned": {
                  "type": "integer",
                  "minimum": 0
                 },
                 "note": {
                  "type": "string",
                  "description": "Why there is nothing, and what would show something"
                 },
                 "links": {
                  "type": "array",
                  "items": {
                   "$ref": "#/components/schemas/link"
                  }
                 },
                 "features": {
                  "type": "array",
                  "items": {
                   "$ref": "#/components/schemas/feature"
                  }
                 }
                }
               },
               "featureCollectionOfSummary": {
                "type": "object",
                "required": [
                 "type",
                 "features"
                ],
                "properties": {
                 "type": {
                  "type": "string",
                  "enum": [
                   "FeatureCollection"
                  ]
                 },
                 "features": {
                  "type": "array",
                  "items": {
                   "type": "object"
                  }
                 }
                }
               },
               "summary": {
                "type": "object",
                "required": [
                 "theme",
                 "area_kind",
                 "window",
                 "tier",
                 "revision",
                 "as_of",
                 "items"
                ],
                "properties": {
                 "theme": {
                  "type": "string"
                 },
                 "area_kind": {
                  "type": "string"
                 },
                 "window": {
                  "type": "object"
                 },
                 "tier": {
                  "type": "string"
                 },
                 "revision": {
                  "type": "integer"
                 },
                 "as_of": {
                  "type": "string",
                  "format": "date-time"
                 },
                 "items": {
                  "type": "array",
                  "items": {
                   "type": "object"
                  }
                 }
                }
               },
               "changes": {
                "type": "object",
                "required": [
                 "changes",
                 "next"
                ],
                "properties": {
                 "changes": {
                  "type": "array",
                  "items": {
                   "type": "object",
                   "required": [
                    "collection",
                    "window",
                    "revision",
                    "href"
                   ],
                   "properties": {
                    "collection": {
                     "type": "string"
                    },
                    "theme": {
                     "type": "string"
                    },
                    "area_kind": {
                     "type": "string"
                    },
                    "window": {
                     "type": "string"
                    },
                    "tier": {
                     "type": "string"
                    },
                    "as_of": {
                     "type": "string"
                    },
                    "href": {
                     "type": "string"
                    },
                    "revision": {
                     "type": "integer"
                    }
                   }
                  }
                 },
                 "next": {
                  "type": "string",
                  "description": "The cursor for the next call"
                 },
                 "links": {
                  "type": "array",
                  "items": {
                   "$ref": "#/components/schemas/link"
                  }
                 }
                }
               },
               "event": {
                "type": "object",
                "description": "A CloudEvent 1.0 in JSON; its data follow the schema of its type. What is amiss with one event is told in its receipt.",
                "properties": {}
               },
               "receipts": {
                "type": "object",
                "required": [
                 "receipts"
                ],
                "properties": {
                 "receipts": {
                  "type": "array",
                  "items": {
                   "type": "object",
                   "required": [
                    "id",
                    "status"
                   ],
                   "properties": {
                    "id": {
                     "type": "string",
                     "nullable": true
                    },
                    "status": {
                     "type": "string",
                     "enum": [
                      "received",
                      "accepted",
                      "duplicate",
                      "stale",
                      "rejected",
                      "withheld",
                      "test"
                     ]
                    },
                    "reason": {
                     "type": "string"
                    },
                    "pointer": {
                     "type": "string"
                    },
                    "detail": {
                     "type": "string"
                    }
                   }
                  }
                 }
                }
               },
               "mailbox": {
                "type": "object",
                "required": [
                 "messages"
                ],
                "properties": {
                 "messages": {
                  "type": "array",
                  "items": {
                   "type": "object",
                   "required": [
                    "id",
                    "topic",
                    "time",
                    "bytes"
                   ],
                   "properties": {
                    "id": {
                     "type": "string"
                    },
                    "topic": {
                     "type": "string"
                    },
                    "partition": {
                     "type": "integer"
                    },
                    "offset": {
                     "type": "integer"
                    },
                    "time": {
                     "type": "string",
                     "format": "date-time"
                    },
                    "key": {
                     "type": "string",
                     "nullable": true
                    },
                    "bytes": {
                     "type": "integer",
                     "nullable": true
                    }
                   }
                  }
                 },
                 "next": {
                  "type": "string",
                  "description": "The next page, where there is one"
                 }
                }
               }
              }
             }
            }
            """####
        ),
        (
            "page.css",
            ####"""
            :root { color-scheme: light; --ink: #1b1b1b; --paper: #fff; --line: #6b6b6b; --link: #0b4f8a; }
            * { box-sizing: border-box; }
            body { margin: 0 auto; max-width: 70rem; padding: 0 1rem 2rem; color: var(--ink); background: var(--paper);
              font: 1rem/1.5 system-ui, sans-serif; }
            a { color: var(--link); }
            a:focus-visible, [tabindex]:focus-visible { outline: 3px solid #b35900; outline-offset: 2px; }
            header { padding: .75rem 0; border-bottom: 1px solid var(--line); }
            h1 { font-size: 1.5rem; line-height: 1.25; }
            .wide { overflow-x: auto; }
            table { border-collapse: collapse; width: 100%; }
            caption { text-align: left; font-weight: 600; padding: .5rem 0; }
            th, td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid #ccc; font-weight: normal; }
            thead th { font-weight: 600; border-bottom: 2px solid var(--line); }
            .number { text-align: right; font-variant-numeric: tabular-nums; }
            footer { margin-top: 2rem; font-size: .875rem; color: #444; }
            """####
        ),
    ]
}
