public enum SnapshotPlaceholder {}
