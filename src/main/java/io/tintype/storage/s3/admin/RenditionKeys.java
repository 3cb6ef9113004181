package io.tintype.storage.s3.admin;

import io.tintype.storage.Library;
import io.tintype.storage.RenditionName;
import io.tintype.storage.admin.Orphan;
import io.tintype.storage.s3.RenditionKey;
import io.tintype.storage.s3.client.ObjectsPage.ListedObject;
import io.tintype.storage.s3.client.S3Listing;
import java.util.Iterator;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The keys of a library's renditions, {@code renditions/<library key>/<id>/<rendition>}. */
record RenditionKeys(Library library, S3Listing listing) {

    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
    private static final Pattern REST = Pattern.compile("([^/]+)/([^/]+\\.(?:avif|webp|jpg|png))");

    /** Returns the id, or empty if the text does not have exactly the form in which the service writes ids. */
    static Optional<UUID> id(String text) {
        return ID.matcher(text).matches() ? Optional.of(UUID.fromString(text)) : Optional.empty();
    }

    /**
     * Returns keys of another form, renditions whose images do not exist, and superseded renditions. Both listings have
     * the same order, so this method reads them side by side.
     *
     * @param images ids of the library's images, sorted as text
     */
    Stream<Orphan> orphans(Stream<UUID> images) {
        Present present = new Present(images.iterator());
        String root = RenditionKey.prefix(library);
        return listing.objects(root)
                .flatMap(object -> stray(object, object.key().substring(root.length()), present).stream());
    }

    private Optional<Orphan> stray(ListedObject object, String rest, Present present) {
        Matcher key = REST.matcher(rest);
        Optional<UUID> image = key.matches() ? id(key.group(1)) : Optional.empty();
        if (image.isEmpty()) {
            return Optional.of(new Orphan.Unknown(object.key(), object.lastModified()));
        }
        if (!present.has(image.get())) {
            return Optional.of(new Orphan.Rendition(object.key(), object.lastModified(), library, image.get()));
        }
        return RenditionName.isSuperseded(key.group(2))
                ? Optional.of(new Orphan.SupersededRendition(object.key(), object.lastModified()))
                : Optional.empty();
    }

    /** Looks up ids in ascending order, in one pass over the images. */
    private static final class Present {

        private final Iterator<UUID> images;
        private String at = "";

        Present(Iterator<UUID> images) {
            this.images = images;
        }

        boolean has(UUID id) {
            String wanted = id.toString();
            while (at.compareTo(wanted) < 0 && images.hasNext()) {
                at = images.next().toString();
            }
            return at.equals(wanted);
        }
    }
}
