//! Pictures of the window. They need a graphics driver; a software one (Mesa's lavapipe) will do.
