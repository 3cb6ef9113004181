package io.tintype.storage.s3.client;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.MissingResourceException;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import software.amazon.awssdk.core.exception.SdkClientException;

/** Of what S3 writes in XML: the name of the outermost element, and texts by their elements' names, in their order. */
record XmlElements(String root, Map<String, List<String>> texts) {

    /**
     * Reads the texts of elements that have nothing but text.
     *
     * @param names of the elements; a page has several others for each of its keys
     * @throws SdkClientException if it is no well-formed XML
     */
    static XmlElements read(byte[] content, String... names) {
        Map<String, List<String>> texts = new HashMap<>();
        for (String name : names) {
            texts.put(name, new ArrayList<>());
        }
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(new ByteArrayInputStream(content));
            return new XmlElements(read(reader, texts), texts);
        } catch (XMLStreamException
                | MissingResourceException e) { // the executable lacks the parser's words for a fault
            throw SdkClientException.create("S3's answer is no well-formed XML", e);
        }
    }

    private static String read(XMLStreamReader reader, Map<String, List<String>> texts) throws XMLStreamException {
        String root = "";
        StringBuilder text = new StringBuilder();
        while (reader.hasNext()) {
            switch (reader.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    root = root.isEmpty() ? reader.getLocalName() : root;
                    text.setLength(0);
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA ->
                    text.append(reader.getTextCharacters(), reader.getTextStart(), reader.getTextLength());
                case XMLStreamConstants.END_ELEMENT -> {
                    List<String> wanted = texts.get(reader.getLocalName());
                    if (wanted != null) {
                        wanted.add(text.toString());
                    }
                    text.setLength(0);
                }
                default -> {
                    // comments and the like
                }
            }
        }
        return root;
    }

    /** The first text of elements of that name, or an empty one. */
    String first(String name) {
        return all(name).isEmpty() ? "" : all(name).getFirst();
    }

    List<String> all(String name) {
        return texts.getOrDefault(name, List.of());
    }
}
