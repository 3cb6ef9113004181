package io.tintype.storage.s3.client;

import java.io.ByteArrayInputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.MissingResourceException;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.utils.http.SdkHttpUtils;

/**
 * Selected elements of an XML response of S3.
 *
 * @param root name of the outermost element
 * @param texts of the selected elements, in document order, by the name that selects them
 */
public record XmlElements(String root, Map<String, List<String>> texts) {

    /**
     * Reads the texts of elements that contain only text.
     *
     * @param names of the elements: {@code Key} selects every element of this name, and {@code Contents/Key} only the
     *     children of a {@code Contents}
     * @throws SdkClientException if the content is not well-formed XML
     */
    public static XmlElements read(byte[] content, String... names) {
        Map<String, List<String>> texts = new HashMap<>();
        for (String name : names) {
            texts.put(name, new ArrayList<>());
        }
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(new ByteArrayInputStream(content));
            return new XmlElements(read(reader, new Selection(texts)), texts);
        } catch (XMLStreamException
                | MissingResourceException e) { // the native executable lacks the parser's error messages
            throw SdkClientException.create("the response of S3 is not well-formed XML", e);
        }
    }

    private static String read(XMLStreamReader reader, Selection selection) throws XMLStreamException {
        String root = "";
        StringBuilder text = new StringBuilder();
        while (reader.hasNext()) {
            switch (reader.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    root = root.isEmpty() ? reader.getLocalName() : root;
                    selection.start(reader.getLocalName());
                    text.setLength(0);
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA ->
                    text.append(reader.getTextCharacters(), reader.getTextStart(), reader.getTextLength());
                case XMLStreamConstants.END_ELEMENT -> {
                    selection.end(text);
                    text.setLength(0);
                }
                default -> {
                    // comments and the like
                }
            }
        }
        return root;
    }

    /**
     * Verifies the name of the outermost element.
     *
     * @throws SdkClientException if the outermost element has another name
     */
    public XmlElements requireRoot(String name) {
        if (!root.equals(name)) {
            throw SdkClientException.create("the response to a list request has the root element " + root);
        }
        return this;
    }

    /** Returns the first text selected by the name, or an empty text. */
    public String first(String name) {
        return all(name).isEmpty() ? "" : all(name).getFirst();
    }

    public List<String> all(String name) {
        return texts.getOrDefault(name, List.of());
    }

    /**
     * Returns the texts of {@link #all}, decoded if the response's {@code EncodingType} is {@code url}.
     *
     * @throws SdkClientException if a text cannot be decoded
     */
    public List<String> allDecoded(String name) {
        if (!first("EncodingType").equals("url")) {
            return all(name);
        }
        try {
            return all(name).stream().map(SdkHttpUtils::urlDecode).toList();
        } catch (IllegalArgumentException e) {
            throw SdkClientException.create("S3's answer has a %s with an invalid encoding".formatted(name), e);
        }
    }

    /** Tracks the open elements and collects the texts of selected ones. */
    private static final class Selection {

        private final Map<String, List<String>> texts;
        private final boolean hasPaths;
        private final Deque<String> open = new ArrayDeque<>();

        Selection(Map<String, List<String>> texts) {
            this.texts = texts;
            this.hasPaths = texts.keySet().stream().anyMatch(name -> name.contains("/"));
        }

        void start(String name) {
            open.push(name);
        }

        void end(StringBuilder text) {
            String name = open.pop();
            add(name, text);
            if (hasPaths && !open.isEmpty()) {
                add(open.peek() + "/" + name, text);
            }
        }

        private void add(String name, StringBuilder text) {
            List<String> selected = texts.get(name);
            if (selected != null) {
                selected.add(text.toString());
            }
        }
    }
}
