package io.tintype.storage.disk;

import io.tintype.storage.ImageCursor;
import java.io.IOException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Finds the markers of a catalog after a cursor, newest first. Reads each directory once, when its first marker is due.
 * Keeps in memory only the names from the directories on the path to the current marker.
 */
final class CatalogWalk {

    private final ImageCursor cursor;
    private final DirectoryReader reader;
    private final Deque<Step> steps = new ArrayDeque<>();

    /** Reads the entries of a directory, in any order. A missing directory has no entries. */
    @FunctionalInterface
    interface DirectoryReader {
        List<Path> entries(Path directory) throws IOException;
    }

    /** The marker of an image. */
    record Marker(ImageCursor cursor, Path file) implements Step {}

    /**
     * A directory that has not been read yet, and those markers in the directories above it whose keys begin with its
     * digits.
     */
    private record Branch(CatalogNode node, Collection<Marker> above) implements Step {}

    private sealed interface Step {}

    CatalogWalk(Path catalog, ImageCursor cursor, DirectoryReader reader) {
        this.cursor = cursor;
        this.reader = reader;
        steps.push(new Branch(CatalogNode.top(catalog), List.of()));
    }

    /** Returns the next marker, or empty after the last one. */
    Optional<Marker> next() throws IOException {
        while (!steps.isEmpty()) {
            switch (steps.pop()) {
                case Marker marker -> {
                    return Optional.of(marker);
                }
                case Branch branch -> expand(branch).reversed().forEach(steps::push);
            }
        }
        return Optional.empty();
    }

    private List<Step> expand(Branch branch) throws IOException {
        NavigableMap<String, Marker> markers = new TreeMap<>();
        branch.above().forEach(marker -> markers.put(marker.cursor().key(), marker));
        NavigableMap<String, CatalogNode> children = new TreeMap<>();
        for (Path entry : entries(branch.node())) {
            branch.node()
                    .cursor(entry)
                    .filter(found -> found.compareTo(cursor) > 0)
                    .ifPresent(found -> markers.put(found.key(), new Marker(found, entry)));
            branch.node()
                    .child(entry)
                    .filter(child -> !child.isBefore(cursor))
                    .ifPresent(child -> children.put(child.prefix(), child));
        }
        return inOrder(markers, children.values());
    }

    private static List<Step> inOrder(NavigableMap<String, Marker> markers, Collection<CatalogNode> children) {
        List<Step> steps = new ArrayList<>();
        String done = "";
        for (CatalogNode child : children) {
            steps.addAll(markers.subMap(done, child.prefix()).values());
            steps.add(new Branch(
                    child, markers.subMap(child.prefix(), child.end()).values()));
            done = child.end();
        }
        steps.addAll(markers.tailMap(done).values());
        return steps;
    }

    /**
     * Returns the entries of a directory. Below the top, a file with the name of a subdirectory counts as empty,
     * because this service did not write it.
     */
    private List<Path> entries(CatalogNode node) throws IOException {
        try {
            return reader.entries(node.directory());
        } catch (NotDirectoryException e) {
            if (node.isTop()) {
                throw e;
            }
            return List.of();
        }
    }
}
