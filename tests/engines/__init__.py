"""The main path in the two other engines: Firefox, and WebKit as iPhones have it."""
